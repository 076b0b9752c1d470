package forebay.conformance;

import static forebay.conformance.Answer.dead;
import static forebay.conformance.Answer.notModified;
import static forebay.conformance.Answer.ok;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** RFC 9111 §4.2.4 and RFC 5861: stale responses. */
final class StaleRows {
    private static final String AGE = "Age: 10";
    private static final String LONG = "Cache-Control: max-age=3600";

    private StaleRows() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String forbidding : List.of("must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=5")) {
            rows.add(unreachable("4.2.4", forbidding + " forbids stale without an origin", forbidding, false));
            rows.add(failing(
                    "4.2.4", forbidding + " forbids stale-if-error", forbidding + ", stale-if-error=600", 503, false));
            rows.add(behind(
                    "4.2.4",
                    forbidding + " forbids stale-while-revalidate",
                    forbidding + ", stale-while-revalidate=600",
                    false));
        }
        rows.add(unreachable("4.2.4", "stale where the origin cannot be reached", "public", true));
        rows.add(behind("5861 3", "stale while it is validated", "stale-while-revalidate=600", true));
        rows.add(behind("5861 3", "not beyond the time stated", "stale-while-revalidate=4", false));
        rows.add(behind("5861 3", "a broken value counts for nothing", "stale-while-revalidate=x", false));
        for (int status : List.of(500, 502, 503, 504)) {
            rows.add(failing("5861 4", "stale in place of " + status, "stale-if-error=600", status, true));
            rows.add(failing("4.2.4", status + " is no disconnection", "public", status, false));
        }
        rows.add(failing("5861 4", "not beyond the time stated", "stale-if-error=4", 503, false));
        rows.add(failing("5861 4", "404 is no such error", "stale-if-error=600", 404, false));
        rows.add(failing("5861 4", "501 is no such error", "stale-if-error=600", 501, false));
        rows.addAll(more());
        return rows;
    }

    private static Row unreachable(String section, String title, String directives, boolean served) {
        return row(section, title, play -> {
            play.origin(ok("Cache-Control: max-age=5, " + directives, AGE, "ETag: \"a\""), dead());
            play.get().forwarded();
            Reply reply = play.get();
            if (served) {
                reply.status(200).content("visit 1");
                assertThat(Long.parseLong(reply.all("Age").get(0))).isGreaterThanOrEqualTo(10);
            } else {
                // §5.2.2.2: 504 where the response says that it must be validated; no-cache does not say which error
                broken(reply, directives.equals("no-cache") ? 502 : 504);
            }
        });
    }

    /** The gateway's own error, which says that the connection broke (RFC 9209 §2.3.8). */
    private static Reply broken(Reply reply, int status) {
        assertThat(reply.status(status).all("Proxy-Status"))
                .singleElement()
                .asString()
                .endsWith("; error=connection_terminated");
        return reply;
    }

    private static Row failing(String section, String title, String directives, int status, boolean served) {
        return row(section, title, play -> {
            play.origin(ok("Cache-Control: max-age=5, " + directives, AGE, "ETag: \"a\""), Answer.of(status));
            play.get().forwarded();
            Reply reply = play.get();
            assertThat(reply.forwards()).isPositive();
            if (served) {
                reply.status(200).content("visit 1");
                reply.age(10, 70);
            } else {
                reply.status(status);
            }
        });
    }

    private static Row behind(String section, String title, String directives, boolean served) {
        return row(section, title, play -> {
            play.origin(ok("Cache-Control: max-age=5, " + directives, AGE, "ETag: \"a\""), ok(LONG, "ETag: \"b\""));
            play.get().forwarded();
            Reply reply = play.get().status(200);
            if (served) {
                reply.content("visit 1").age(10, 70);
                Waiting.until(() -> play.get().content().equals("visit 2"));
                assertThat(play.seen()).hasSize(2);
                Expect.asked(play.seen().get(1), "If-None-Match", "\"a\"");
            } else {
                reply.content("visit 2");
            }
        });
    }

    private static List<Row> more() {
        return List.of(
                row("5861 3", "a 304 behind makes it fresh", play -> {
                    play.origin(
                            ok("Cache-Control: max-age=5, stale-while-revalidate=600", AGE, "ETag: \"a\""),
                            notModified(LONG));
                    play.get().forwarded();
                    play.get().content("visit 1").age(10, 70);
                    Waiting.until(() -> {
                        Reply reply = play.get().content("visit 1");
                        return Long.parseLong(reply.all("Age").get(0)) < 10;
                    });
                    assertThat(play.seen()).hasSize(2);
                }),
                row("5861 3", "one validation behind for many clients", play -> {
                    Steps steps = new Steps();
                    play.origin(
                            ok("Cache-Control: max-age=5, stale-while-revalidate=600", AGE, "ETag: \"a\""),
                            Answer.doing(conversation -> {
                                steps.await("asked");
                                ok(LONG).content("new").send(conversation, 2, Answer.Framing.LENGTH);
                            }));
                    play.get().forwarded();
                    for (int i = 0; i < 10; i++) {
                        play.get().content("visit 1");
                    }
                    steps.reached("asked");
                    Waiting.until(() -> play.get().content().equals("new"));
                    assertThat(play.seen()).hasSize(2);
                }),
                row("5861 3", "while fresh nothing is validated", play -> {
                    play.origin(ok(LONG + ", stale-while-revalidate=600"));
                    play.get().forwarded();
                    play.get().hit();
                    play.get().hit();
                }),
                row("5861 4", "stale-if-error of a request", play -> {
                    play.origin(ok("Cache-Control: max-age=5", AGE, "ETag: \"a\""), Answer.of(503));
                    play.get().forwarded();
                    play.get("Cache-Control: stale-if-error=600").status(200).content("visit 1");
                    play.get().status(503);
                }),
                row("5861 4", "an error in place of which stale was used is not stored over it", play -> {
                    play.origin(
                            ok("Cache-Control: max-age=5, stale-if-error=600", AGE, "ETag: \"a\""),
                            Answer.of(503, LONG),
                            notModified(LONG));
                    play.get().forwarded();
                    play.get().status(200).content("visit 1");
                    play.get().status(200).content("visit 1");
                    play.get().hit().content("visit 1");
                }),
                row("4.2.4", "a route's grace in place of 503", play -> {
                    play.on(Routes.GRACE).origin(ok("Cache-Control: max-age=5", AGE), Answer.of(503));
                    play.get().forwarded();
                    play.get().status(200).content("visit 1");
                }),
                row("4.2.4", "a route's grace yields to must-revalidate", play -> {
                    play.on(Routes.GRACE)
                            .origin(
                                    ok("Cache-Control: max-age=5, must-revalidate", AGE, "ETag: \"a\""),
                                    Answer.of(503));
                    play.get().forwarded();
                    play.get().status(503);
                }),
                row("4.2.4", "a route's own time behind", play -> {
                    play.on(Routes.BEHIND).origin(ok("Cache-Control: max-age=5", AGE), ok(LONG));
                    play.get().forwarded();
                    play.get().content("visit 1");
                    Waiting.until(() -> play.get().content().equals("visit 2"));
                }),
                row("5.2.2.10", "the named deviation: stale-while-revalidate beside s-maxage", play -> {
                    play.on(Routes.DEVIATING)
                            .origin(ok("Cache-Control: s-maxage=5, stale-while-revalidate=600", AGE), ok(LONG));
                    play.get().forwarded();
                    play.get().content("visit 1");
                    Waiting.until(() -> play.get().content().equals("visit 2"));
                }),
                row("4.2.4", "nothing stored and no origin: an error", play -> {
                    play.origin(dead());
                    broken(play.get(), 502);
                }),
                row("5.2.2.2", "must-revalidate without an origin: 504, which names what failed", play -> {
                    play.origin(ok("Cache-Control: max-age=5, must-revalidate", AGE, "ETag: \"a\""), dead());
                    play.get().forwarded();
                    broken(play.get(), 504).lacks("Age", "ETag");
                }),
                row("5.2.2.2", "must-revalidate and an error of the origin: that error", play -> {
                    play.origin(
                            ok("Cache-Control: max-age=5, must-revalidate, stale-if-error=600", AGE, "ETag: \"a\""),
                            Answer.of(503));
                    play.get().forwarded();
                    play.get().forwarded().status(503).lacks("Proxy-Status");
                }));
    }
}
