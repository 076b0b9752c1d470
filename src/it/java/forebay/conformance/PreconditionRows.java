package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Row.row;

import java.util.List;

/** RFC 9111 §4.3.2 and RFC 9110 §13: a client's conditional requests, answered from the store. */
final class PreconditionRows {
    private static final String LONG = "Cache-Control: max-age=3600";
    private static final String TAG = "ETag: \"a\"";
    private static final String MODIFIED = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String SAME = "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String EARLIER = "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String LATER = "If-Modified-Since: Sun, 06 Nov 1994 08:49:38 GMT";

    private PreconditionRows() {}

    static List<Row> rows() {
        return List.of(
                answers("13.1.2", "If-None-Match with the same tag", 304, TAG, "If-None-Match: \"a\""),
                answers("13.1.2", "If-None-Match with another", 200, TAG, "If-None-Match: \"b\""),
                answers("13.1.2", "If-None-Match with one of several", 304, TAG, "If-None-Match: \"x\", \"a\",\"b\""),
                answers("13.1.2", "If-None-Match with none of several", 200, TAG, "If-None-Match: \"x\", \"b\""),
                answers(
                        "13.1.2",
                        "If-None-Match with several lines",
                        304,
                        TAG,
                        "If-None-Match: \"x\"",
                        "If-None-Match: \"a\""),
                answers("13.1.2", "If-None-Match: *", 304, TAG, "If-None-Match: *"),
                answers("13.1.2", "If-None-Match: * without a stored tag", 304, MODIFIED, "If-None-Match: *"),
                answers("13.1.2", "If-None-Match compares weakly: weak asked", 304, TAG, "If-None-Match: W/\"a\""),
                answers(
                        "13.1.2",
                        "If-None-Match compares weakly: weak stored",
                        304,
                        "ETag: W/\"a\"",
                        "If-None-Match: \"a\""),
                answers(
                        "13.1.2",
                        "If-None-Match compares weakly: both",
                        304,
                        "ETag: W/\"a\"",
                        "If-None-Match: W/\"a\""),
                answers("8.8.3", "tags are case-sensitive", 200, TAG, "If-None-Match: \"A\""),
                answers("13.1.2", "a tag with a comma in it", 304, "ETag: \"a,b\"", "If-None-Match: \"x\", \"a,b\""),
                answers("13.1.2", "half a tag with a comma", 200, "ETag: \"a,b\"", "If-None-Match: \"a\", \"b\""),
                answers("8.8.3", "what is no tag, byte for byte", 304, "ETag: w/\"a\"", "If-None-Match: w/\"a\""),
                answers("8.8.3", "what is no tag, for a tag", 200, "ETag: w/\"a\"", "If-None-Match: W/\"a\""),
                answers("13.1.2", "an unquoted tag is none", 200, TAG, "If-None-Match: a"),
                answers("13.1.3", "If-Modified-Since the same", 304, MODIFIED, SAME),
                answers("13.1.3", "If-Modified-Since earlier", 200, MODIFIED, EARLIER),
                answers("13.1.3", "If-Modified-Since later", 304, MODIFIED, LATER),
                answers("13.1.3", "If-Modified-Since as rfc850-date", 304, MODIFIED, "If-Modified-Since: {850:-3600}"),
                answers("13.1.3", "If-Modified-Since as asctime-date", 304, MODIFIED, "If-Modified-Since: {asc:-3600}"),
                answers("13.1.3", "If-Modified-Since that is no date", 200, MODIFIED, "If-Modified-Since: yesterday"),
                answers(
                        "4.3.2",
                        "If-Modified-Since without Last-Modified: by Date, later",
                        304,
                        "X-A: 1",
                        "If-Modified-Since: {+60}"),
                answers(
                        "4.3.2",
                        "If-Modified-Since without Last-Modified: by Date, earlier",
                        200,
                        "X-A: 1",
                        "If-Modified-Since: {-60}"),
                both("If-None-Match goes before If-Modified-Since: another tag", 200, "If-None-Match: \"b\"", LATER),
                both("If-None-Match goes before If-Modified-Since: the same tag", 304, "If-None-Match: \"a\"", EARLIER),
                row("9110 15.4.5", "a 304 has the fields that a 200 would guide a cache by, and no others", play -> {
                    play.origin(ok(
                            LONG,
                            TAG,
                            "Vary: Foo",
                            "Expires: {+99}",
                            "Content-Location: /here",
                            "Content-Type: text/plain",
                            "X-Other: 1"));
                    Reply full = play.get().forwarded();
                    Reply reply = play.get("If-None-Match: \"a\"").hit().status(304);
                    for (String name :
                            List.of("Cache-Control", "ETag", "Vary", "Expires", "Content-Location", "Date")) {
                        reply.has(name, full.all(name).toArray(String[]::new));
                    }
                    reply.lacks("Content-Type", "Transfer-Encoding").content("");
                }),
                row("9110 13.2.1", "what is not 200 is served as it is", play -> {
                    play.origin(Answer.of(404, LONG, TAG));
                    play.get().forwarded();
                    play.get("If-None-Match: \"a\"").hit().status(404).content("visit 1");
                }),
                row("4.3.2", "HEAD is answered 304 as well", play -> {
                    play.origin(ok(LONG, TAG));
                    play.get().forwarded();
                    play.request("HEAD", "If-None-Match: \"a\"").hit().status(304);
                }),
                origin("If-Match: \"a\""),
                origin("If-Match: *"),
                origin("If-Unmodified-Since: {+60}"),
                row("4.3.2", "a 412 of the origin is relayed, and what is stored stays", play -> {
                    play.origin(ok(LONG, TAG), Answer.of(412));
                    play.get().forwarded();
                    play.get("If-Match: \"b\"").forwarded().status(412);
                    play.get().hit().content("visit 1");
                }));
    }

    private static Row answers(String section, String title, int status, String stored, String... asked) {
        return row("9110 " + section, title, play -> {
            play.origin(ok(LONG, stored));
            play.get().forwarded();
            play.get(asked).hit().status(status).content(status == 304 ? "" : "visit 1");
        });
    }

    private static Row both(String title, int status, String... asked) {
        return row("9110 13.2.2", title, play -> {
            play.origin(ok(LONG, TAG, MODIFIED));
            play.get().forwarded();
            play.get(asked).hit().status(status);
        });
    }

    private static Row origin(String line) {
        return row("4.3.2", "the origin judges " + line, play -> {
            play.origin(ok(LONG, TAG));
            play.get().forwarded();
            play.get(line).forwarded().status(200);
            String name = line.substring(0, line.indexOf(':'));
            Expect.asked(play.last(), name, Answer.dated(line).substring(name.length() + 2));
        });
    }
}
