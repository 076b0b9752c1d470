package forebay.conformance;

import static forebay.conformance.Answer.notModified;
import static forebay.conformance.Answer.ok;
import static forebay.conformance.Row.row;

import java.util.List;

/** RFC 9111 §5.2.1 and §5.4: directives of requests. */
final class RequestRows {
    private static final String LONG = "Cache-Control: max-age=3600";

    private RequestRows() {}

    static List<Row> rows() {
        return List.of(
                fresh("5.2.1.1", "max-age above the age", true, "max-age=3600"),
                fresh("5.2.1.1", "max-age below the age", false, "max-age=50"),
                fresh("5.2.1.1", "max-age=0", false, "max-age=0"),
                fresh("5.2.1.1", "MAX-AGE in capitals", false, "MAX-AGE=50"),
                fresh("5.2.1.1", "a quoted max-age", false, "max-age=\"50\""),
                fresh("5.2.1.1", "max-age that is no number asks the origin", false, "max-age=x"),
                fresh("5.2.1.3", "min-fresh that is met", true, "min-fresh=1000"),
                fresh("5.2.1.3", "min-fresh that is not met", false, "min-fresh=3550"),
                fresh("5.2.1.4", "no-cache", false, "no-cache"),
                fresh("5.2.1.4", "No-Cache in any case, among others", false, "foo, No-Cache"),
                fresh("5.2.1.6", "no-transform", true, "no-transform"),
                fresh("5.2.1.7", "only-if-cached with a hit", true, "only-if-cached"),
                fresh("5.2.3", "unknown directives", true, "foo=bar, baz"),
                fresh("5.2.3", "known words in unknown ones", true, "foo=\"no-cache\""),
                row("5.2.1.5", "no-store: the response is not stored", play -> {
                    play.origin(ok(LONG));
                    play.get("Cache-Control: no-store").forwarded();
                    play.get().forwarded().content("visit 2");
                }),
                row("5.2.1.5", "no-store leaves what is stored", play -> {
                    play.origin(ok(LONG));
                    play.get().forwarded();
                    play.get("Cache-Control: no-store");
                    play.get().hit().content("visit 1");
                }),
                row("5.2.1.7", "only-if-cached without anything stored: 504", play -> {
                    play.origin(ok(LONG));
                    Reply reply = play.get("Cache-Control: only-if-cached").status(504);
                    org.assertj.core.api.Assertions.assertThat(reply.forwards()).isZero();
                }),
                row("5.2.1.7", "only-if-cached with what is stale: 504", play -> {
                    play.origin(ok("Cache-Control: max-age=5", "Age: 10", "ETag: \"a\""));
                    play.get().forwarded();
                    Reply reply = play.get("Cache-Control: only-if-cached").status(504);
                    org.assertj.core.api.Assertions.assertThat(reply.forwards()).isZero();
                }),
                row("5.4", "Pragma: no-cache alone counts as no-cache", play -> {
                    play.origin(ok(LONG));
                    play.get().forwarded();
                    play.get("Pragma: no-cache").forwarded();
                }),
                row("5.4", "Pragma beside Cache-Control does not count", play -> {
                    play.origin(ok(LONG));
                    play.get().forwarded();
                    play.get("Pragma: no-cache", "Cache-Control: max-age=3600").hit();
                }),
                row("5.4", "another Pragma does not count", play -> {
                    play.origin(ok(LONG));
                    play.get().forwarded();
                    play.get("Pragma: no-store, foo").hit();
                }),
                stale("max-stale of any length", "max-stale", true, "max-age=5"),
                stale("max-stale above the staleness", "max-stale=1000", true, "max-age=5"),
                stale("max-stale below the staleness", "max-stale=10", false, "max-age=5"),
                stale("max-stale and must-revalidate", "max-stale", false, "max-age=5, must-revalidate"),
                stale("max-stale and proxy-revalidate", "max-stale", false, "max-age=5, proxy-revalidate"),
                stale("max-stale and s-maxage", "max-stale", false, "s-maxage=5"),
                stale("max-stale and no-cache", "max-stale", false, "max-age=5, no-cache"),
                stale("max-stale that is no number", "max-stale=x", false, "max-age=5"),
                stale("max-stale with max-age below the age", "max-stale, max-age=50", false, "max-age=5"),
                row("5.2.1.4", "no-cache asks with the stored validator", play -> {
                    play.origin(ok(LONG, "ETag: \"a\""), notModified());
                    play.get().forwarded();
                    play.get("Cache-Control: no-cache").forwarded().status(200).content("visit 1");
                    Expect.asked(play.last(), "If-None-Match", "\"a\"");
                }),
                row("5.2.1.4", "the answer to a forced request is stored for others", play -> {
                    play.origin(ok(LONG));
                    play.get().forwarded();
                    play.get("Cache-Control: no-cache").forwarded().content("visit 2");
                    play.get().hit().content("visit 2");
                }),
                limited("no-cache"),
                limited("max-age=0"),
                limited("min-fresh=99999"));
    }

    private static Row limited(String directives) {
        return row("5.2.1", "a route may keep clients from causing forwards: " + directives, play -> {
            play.on(Routes.LIMITED).origin(ok(LONG));
            play.get().forwarded();
            play.get("Cache-Control: " + directives).hit();
        });
    }

    /** Stored 100 seconds old with an hour to live. */
    private static Row fresh(String section, String title, boolean hit, String directives) {
        return row(section, title + " (" + directives + ")", play -> {
            play.origin(ok(LONG, "Age: 100"));
            play.get().forwarded();
            Reply reply = play.get("Cache-Control: " + directives);
            if (hit) {
                reply.hit().content("visit 1");
            } else {
                reply.forwarded().content("visit 2");
            }
        });
    }

    /** Stored 100 seconds old. */
    private static Row stale(String title, String directives, boolean hit, String stored) {
        return row("5.2.1.2", title, play -> {
            play.origin(ok("Cache-Control: " + stored, "Age: 100", "ETag: \"a\""), ok(LONG));
            play.get().forwarded();
            Reply reply = play.get("Cache-Control: " + directives);
            if (hit) {
                reply.hit().content("visit 1").age(100, 160);
            } else {
                reply.forwarded().content("visit 2");
            }
        });
    }
}
