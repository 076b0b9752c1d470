package forebay.conformance;

import forebay.container.Container;

final class TomcatCollapseIT extends CollapseIT {
    TomcatCollapseIT() {
        super(Container.TOMCAT11);
    }
}
