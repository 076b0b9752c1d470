package forebay.conformance;

import forebay.container.Container;
import java.util.Optional;

final class TomcatConformanceIT extends ConformanceIT {
    TomcatConformanceIT() {
        super(Container.TOMCAT11);
    }

    /** By HTTP/2 a relayed answer to HEAD does not end here (known limits in src/docs/operations.md). */
    @Override
    Optional<String> skipped(Row row, Client client, Answer.Framing framing) {
        boolean endless = row.title().contains("HEAD") && client instanceof Http2;
        return endless ? Optional.of("an end of HEAD by HTTP/2") : Optional.empty();
    }
}
