package forebay.container;

final class Tomcat10ScenarioIT extends ContainerIT {
    Tomcat10ScenarioIT() {
        super(Container.TOMCAT10, "");
    }
}
