package forebay.conformance;

import static forebay.conformance.Answer.notModified;
import static forebay.conformance.Answer.ok;
import static forebay.conformance.Patterns.validated;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** RFC 9111 §4.3 and §3.2: validation at the origin, freshening, HEAD. */
final class ValidationRows {
    /** Stale when it comes. */
    private static final String STALE = "Cache-Control: max-age=1";

    private static final String OLD = "Age: 10";
    private static final String LONG = "Cache-Control: max-age=3600";
    private static final String MODIFIED = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT";

    private ValidationRows() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(requests());
        rows.addAll(freshening());
        rows.addAll(others());
        rows.addAll(head());
        return rows;
    }

    private static List<Row> requests() {
        return List.of(
                validated("4.3.1", "a strong entity tag", ok(STALE, OLD, "ETag: \"a\""), "If-None-Match: \"a\""),
                validated("4.3.1", "a weak entity tag", ok(STALE, OLD, "ETag: W/\"a\""), "If-None-Match: W/\"a\""),
                validated(
                        "4.3.1",
                        "a modification date",
                        ok(STALE, OLD, MODIFIED),
                        "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
                validated(
                        "4.3.1",
                        "both",
                        ok(STALE, OLD, MODIFIED, "ETag: \"a\""),
                        "If-None-Match: \"a\"",
                        "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
                validated(
                        "9110 8.8.3",
                        "a tag with odd characters",
                        ok(STALE, OLD, "ETag: \"a,'\\!x\""),
                        "If-None-Match: \"a,'\\!x\""),
                validated("9110 8.8.3", "an empty tag", ok(STALE, OLD, "ETag: \"\""), "If-None-Match: \"\""),
                row("4.3.1", "the client's tags are asked about by the stored one", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), notModified("ETag: \"a\"", LONG));
                    play.get().forwarded();
                    play.get("If-None-Match: \"b\"").forwarded().status(200).content("visit 1");
                    assertThat(String.join(", ", play.last().all("If-None-Match")))
                            .contains("\"a\"");
                }),
                row("4.3.1", "a client that holds the same gets the 304", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), notModified("ETag: \"a\"", LONG));
                    play.get().forwarded();
                    play.get("If-None-Match: \"a\"").forwarded().status(304).has("ETag", "\"a\"");
                    play.get().hit().content("visit 1");
                }),
                row("4.3.1", "nothing stored: the client's own conditions go forward", play -> {
                    play.origin(notModified("ETag: \"b\""));
                    play.get("If-None-Match: \"b\"").forwarded().status(304);
                    Expect.asked(play.last(), "If-None-Match", "\"b\"");
                }));
    }

    private static List<Row> freshening() {
        return List.of(
                row("9110 8.6", "a 304 has no length of its own", play -> {
                    play.origin(notModified("ETag: \"a\""), ok(LONG, "ETag: \"a\""));
                    play.get("If-None-Match: \"a\"").forwarded().status(304).lacks("Content-Length");
                    play.get().forwarded().status(200);
                    play.get("If-None-Match: \"a\"").hit().status(304).lacks("Content-Length");
                }),
                row("4.3.4", "a 304 makes it fresh again", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), notModified("ETag: \"a\"", LONG));
                    play.get().forwarded();
                    play.get().forwarded().status(200).content("visit 1");
                    play.get().hit().content("visit 1").age(0, 9);
                }),
                row("3.2", "fields of the 304 take the place of stored ones, all lines", play -> {
                    play.origin(
                            ok(STALE, OLD, "ETag: \"a\"", "X-Many: 1", "X-Many: 2", "X-Old: o", "X-One: 1"),
                            notModified("ETag: \"a\"", LONG, "X-Many: 3", "X-One: 2", "X-One: 3", "X-New: n"));
                    play.get().forwarded();
                    for (Reply reply :
                            List.of(play.get().forwarded(), play.get().hit())) {
                        reply.status(200)
                                .content("visit 1")
                                .has("X-Many", "3")
                                .has("X-One", "2", "3")
                                .has("X-Old", "o")
                                .has("X-New", "n")
                                .has("Cache-Control", "max-age=3600");
                    }
                }),
                row("3.2", "Content-Length of a 304 changes nothing", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), notModified("ETag: \"a\"", LONG, "Content-Length: 999"));
                    play.get().forwarded();
                    play.get().forwarded().status(200).content("visit 1");
                    play.get().hit().content("visit 1").has("Content-Length", "7");
                }),
                row("3.2", "Content fields of a 304 are taken", play -> {
                    play.origin(
                            ok(STALE, OLD, "ETag: \"a\"", "Content-Type: text/plain", "Content-Language: de"),
                            notModified("ETag: \"a\"", LONG, "Content-Type: text/html", "Content-Language: en"));
                    play.get().forwarded();
                    play.get().forwarded();
                    play.get().hit().has("Content-Type", "text/html").has("Content-Language", "en");
                }),
                row("3.1", "hop-by-hop fields of a 304 are not taken", play -> {
                    play.origin(
                            ok(STALE, OLD, "ETag: \"a\"", "X-Hop: stored"),
                            notModified(
                                    "ETag: \"a\"", LONG, "Connection: X-Hop", "X-Hop: hop", "Proxy-Authenticate: B"));
                    play.get().forwarded();
                    play.get().forwarded().has("X-Hop", "stored").lacks("Proxy-Authenticate");
                    play.get().hit().has("X-Hop", "stored").lacks("Proxy-Authenticate");
                }),
                row("3.2", "Age of what was stored ends, Date is the new one", play -> {
                    play.origin(
                            ok(STALE, "Age: 500", "Date: {-5}", "ETag: \"a\""),
                            notModified(LONG, "Date: {+0}", "Age: 3"));
                    Reply first = play.get().forwarded();
                    play.get().forwarded();
                    Reply hit = play.get().hit().age(3, 60);
                    assertThat(hit.all("Date")).hasSize(1).isNotEqualTo(first.all("Date"));
                }),
                row("4.3.4", "a 304 without a validator freshens what was asked about", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), notModified(LONG));
                    play.get().forwarded();
                    play.get().forwarded().content("visit 1");
                    play.get().hit().content("visit 1").has("ETag", "\"a\"");
                }),
                row("4.3.4", "a 304 for another entity tag: asked again without ours", play -> {
                    play.origin(
                            ok(STALE, OLD, "ETag: \"a\""), notModified("ETag: \"b\"", LONG), ok(LONG).content("new"));
                    play.get().forwarded();
                    play.get().status(200).content("new");
                    Expect.unconditional(play.last());
                    play.get().hit().content("new");
                }),
                row("4.3.4", "a 304 that forbids to store: used once more, then gone", play -> {
                    play.origin(
                            ok(STALE, OLD, "ETag: \"a\""),
                            notModified("ETag: \"a\"", "Cache-Control: no-store"),
                            ok(LONG));
                    play.get().forwarded();
                    play.get().forwarded().status(200).content("visit 1");
                    play.get().forwarded();
                    Expect.unconditional(play.last());
                }),
                row("4.3.4", "Expires of a 304 makes it fresh", play -> {
                    play.origin(ok("Expires: {-10}", "ETag: \"a\""), notModified("ETag: \"a\"", "Expires: {+3600}"));
                    play.get().forwarded();
                    play.get().forwarded();
                    play.get().hit().content("visit 1");
                }));
    }

    private static List<Row> others() {
        return List.of(
                row("4.3.3", "a full answer takes its place", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), ok(LONG, "ETag: \"b\""));
                    play.get().forwarded();
                    play.get().forwarded().content("visit 2");
                    play.get().hit().content("visit 2").has("ETag", "\"b\"");
                }),
                row("4.3.3", "an error takes its place where it may be stored", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), Answer.of(404, LONG));
                    play.get().forwarded();
                    play.get().forwarded().status(404);
                    play.get().hit().status(404);
                }),
                row("4.3.3", "500 during validation is relayed", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), Answer.of(500), notModified(LONG));
                    play.get().forwarded();
                    play.get().forwarded().status(500);
                    play.get().forwarded().status(200).content("visit 1");
                }),
                row("4.3.1", "what was invalid as a tag is not sent as one, and harms nobody", play -> {
                    play.origin(ok(STALE, OLD, "ETag: unquoted", MODIFIED), notModified(LONG));
                    play.get().forwarded();
                    play.get().forwarded().status(200).content("visit 1");
                    assertThat(play.last().all("If-None-Match")).doesNotContain("\"unquoted\"");
                    Expect.asked(play.last(), "If-Modified-Since", MODIFIED.substring(15));
                    play.get().hit().content("visit 1");
                }));
    }

    private static List<Row> head() {
        return List.of(
                row("4.3.5", "a HEAD that agrees freshens what is stored", play -> {
                    play.origin(
                            ok(STALE, OLD, "ETag: \"a\"", "X-A: 1"),
                            headOnly("ETag: \"a\"\nX-A: 2\nContent-Length: 7"));
                    play.get().forwarded();
                    play.request("HEAD").forwarded().status(200);
                    play.get().hit().content("visit 1").has("X-A", "2");
                }),
                headInvalidates("another entity tag", "ETag: \"b\""),
                headInvalidates("another modification date", "Last-Modified: Sun, 06 Nov 2005 08:49:37 GMT"),
                row("4.3.5", "a HEAD of another length makes what is stored stale", play -> {
                    play.origin(ok(STALE, OLD, MODIFIED), headOnly(MODIFIED + "\nContent-Length: 99"), ok(LONG));
                    play.get().forwarded();
                    play.request("HEAD").forwarded();
                    play.get().forwarded().content("visit 3");
                }),
                row("4.3.5", "a HEAD that is no 200 changes nothing", play -> {
                    play.origin(ok(STALE, OLD, "ETag: \"a\""), Answer.of(500), notModified(LONG));
                    play.get().forwarded();
                    play.request("HEAD").forwarded().status(500);
                    play.get().forwarded().status(200).content("visit 1");
                }));
    }

    /** A 200 to HEAD: these lines, and no content. */
    private static Answer headOnly(String lines) {
        return Answer.doing(conversation -> conversation.send("HTTP/1.1 200 OK\n" + LONG + "\n" + lines + "\n\n"));
    }

    private static Row headInvalidates(String title, String line) {
        return row("4.3.5", "a HEAD with " + title + " makes what is stored stale", play -> {
            play.origin(ok(STALE, OLD, "ETag: \"a\"", MODIFIED), headOnly(line + "\nContent-Length: 7"), ok(LONG));
            play.get().forwarded();
            play.request("HEAD").forwarded();
            play.get().forwarded().content("visit 3");
        });
    }
}
