package forebay.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What the origin must have been asked. */
final class Expect {
    private static final List<String> CONDITIONS =
            List.of("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range");

    private Expect() {}

    /** No conditional field. */
    static void unconditional(CaseOrigin.Seen seen) {
        for (String name : CONDITIONS) {
            assertThat(seen.all(name)).as("%s of %s", name, seen).isEmpty();
        }
    }

    /** These values, one a line. */
    static void asked(CaseOrigin.Seen seen, String name, String... values) {
        assertThat(seen.all(name)).as("%s of %s", name, seen).containsExactly(values);
    }
}
