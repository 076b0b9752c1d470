package forebay.conformance;

import forebay.container.Container;

final class TomcatConformanceIT extends ConformanceIT {
    TomcatConformanceIT() {
        super(Container.TOMCAT11);
    }
}
