package forebay.conformance;

import forebay.container.Container;

final class JarCollapseIT extends CollapseIT {
    JarCollapseIT() {
        super(Container.JAR);
    }
}
