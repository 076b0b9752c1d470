package forebay.container;

final class WildFlyScenarioIT extends ContainerIT {
    WildFlyScenarioIT() {
        super(Container.WILDFLY, "/forebay");
    }
}
