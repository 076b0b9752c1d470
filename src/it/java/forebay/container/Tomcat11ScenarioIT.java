package forebay.container;

final class Tomcat11ScenarioIT extends ContainerIT {
    Tomcat11ScenarioIT() {
        super(Container.TOMCAT11, "/forebay");
    }
}
