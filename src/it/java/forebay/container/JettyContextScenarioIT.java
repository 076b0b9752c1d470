package forebay.container;

final class JettyContextScenarioIT extends ContainerIT {
    JettyContextScenarioIT() {
        super(Container.JETTY, "/forebay");
    }
}
