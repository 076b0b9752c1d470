package forebay.conformance;

import forebay.container.Container;

final class JarConformanceIT extends ConformanceIT {
    JarConformanceIT() {
        super(Container.JAR);
    }
}
