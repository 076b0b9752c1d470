package forebay.conformance;

import forebay.container.Container;

final class JettyCollapseIT extends CollapseIT {
    JettyCollapseIT() {
        super(Container.JETTY);
    }
}
