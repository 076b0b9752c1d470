package forebay.container;

final class JettyScenarioIT extends ContainerIT {
    JettyScenarioIT() {
        super(Container.JETTY, "");
    }
}
