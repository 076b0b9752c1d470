package forebay.container;

final class JarScenarioIT extends ContainerIT {
    JarScenarioIT() {
        super(Container.JAR, "");
    }
}
