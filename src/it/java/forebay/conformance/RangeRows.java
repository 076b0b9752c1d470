package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** RFC 9111 §3.3, §3.4 and RFC 9110 §14: ranges from what is stored, and partial responses. */
final class RangeRows {
    private static final String LONG = "Cache-Control: max-age=3600";
    private static final String TAG = "ETag: \"a\"";
    private static final String DIGITS = "0123456789";

    private RangeRows() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>(whole());
        rows.addAll(partial());
        return rows;
    }

    private static List<Row> whole() {
        return List.of(
                range("the first bytes", "bytes=0-3", "0123", "bytes 0-3/10"),
                range("bytes in the middle", "bytes=4-6", "456", "bytes 4-6/10"),
                range("one byte", "bytes=9-9", "9", "bytes 9-9/10"),
                range("up to the end", "bytes=7-", "789", "bytes 7-9/10"),
                range("the last bytes", "bytes=-2", "89", "bytes 8-9/10"),
                range("a suffix longer than the content", "bytes=-99", DIGITS, "bytes 0-9/10"),
                range("an end behind the content", "bytes=8-99", "89", "bytes 8-9/10"),
                range("white space", "bytes= 0-3", "0123", "bytes 0-3/10"),
                ignored("an unknown unit", "lines=0-3"),
                ignored("what is no range", "bytes=a-b"),
                ignored("an end before the start", "bytes=5-2"),
                ignored("no range at all", "bytes="),
                row("9110 14.4", "beyond the content: 416", play -> {
                    stored(play);
                    play.get("Range: bytes=10-").hit().status(416).has("Content-Range", "bytes */10");
                    play.get("Range: bytes=-0").hit().status(416);
                }),
                row("9110 14.2", "several ranges, too far apart to be made one", play -> {
                    String content = "0123456789".repeat(50);
                    play.origin(ok(LONG, TAG).content(content));
                    play.get().forwarded();
                    Reply reply = play.get("Range: bytes=0-1, 498-499").hit().status(206);
                    assertThat(reply.all("Content-Type").get(0)).startsWith("multipart/byteranges; boundary=");
                    assertThat(reply.content())
                            .contains("Content-Range: bytes 0-1/500")
                            .contains("\r\n\r\n01\r\n--")
                            .contains("Content-Range: bytes 498-499/500")
                            .contains("\r\n\r\n89\r\n--");
                    reply.lacks("Content-Range");
                }),
                row("9110 14.2", "very many ranges, or overlapping ones, are not answered one by one", play -> {
                    stored(play);
                    Reply reply =
                            play.get("Range: bytes=" + "0-,".repeat(200) + "0-").hit();
                    assertThat(reply.content().length()).isLessThan(200);
                }),
                row("9110 14.2", "Range with HEAD does not count", play -> {
                    stored(play);
                    play.request("HEAD", "Range: bytes=0-3").hit().status(200).has("Content-Length", "10");
                }),
                condition("If-Range with the same strong tag", "If-Range: \"a\"", 206),
                condition("If-Range with another tag", "If-Range: \"b\"", 200),
                condition("If-Range with a weak tag", "If-Range: W/\"a\"", 200),
                condition(
                        "If-Range with the stored date, strong by distance",
                        "If-Range: Sun, 06 Nov 1994 08:49:37 GMT",
                        206),
                condition("If-Range with another date", "If-Range: Sun, 06 Nov 1994 08:49:38 GMT", 200),
                condition("If-None-Match comes first", "If-None-Match: \"a\"", 304),
                condition("If-None-Match that does not match", "If-None-Match: \"b\"", 206),
                row("9110 15.3.7", "a 206 has the fields of the 200", play -> {
                    play.origin(ok(LONG, TAG, "Content-Type: text/plain", "X-A: 1", "Content-Digest: sha-256=:AA==:")
                            .content(DIGITS));
                    play.get().forwarded();
                    play.get("Range: bytes=0-3")
                            .hit()
                            .status(206)
                            .has("ETag", "\"a\"")
                            .has("Content-Type", "text/plain")
                            .has("X-A", "1")
                            .lacks("Content-Digest")
                            .has("Content-Length", "4");
                }),
                row("9110 14.2", "a range of a 404 is the 404", play -> {
                    play.origin(Answer.of(404, LONG));
                    play.get().forwarded();
                    play.get("Range: bytes=0-3").hit().status(404).content("visit 1");
                }));
    }

    private static List<Row> partial() {
        return List.of(
                row("3.3", "a partial response does not answer for the whole", play -> {
                    play.origin(part(TAG, 0, 3), ok(LONG, TAG).content(DIGITS));
                    play.get("Range: bytes=0-3").status(206).content("0123");
                    play.get().status(200).content(DIGITS);
                }),
                row("3.3", "a partial response with a strong tag is stored, and answers its range", play -> {
                    play.origin(part(TAG, 0, 5));
                    play.get("Range: bytes=0-5").forwarded().status(206).content("012345");
                    play.get("Range: bytes=0-5")
                            .hit()
                            .status(206)
                            .content("012345")
                            .has("Content-Range", "bytes 0-5/10");
                    play.get("Range: bytes=2-3").hit().status(206).content("23").has("Content-Range", "bytes 2-3/10");
                }),
                row("3.3", "a partial response without a validator answers what lies in it", play -> {
                    play.origin(part("X-A: 1", 5, 9), part("X-A: 2", 4, 9));
                    play.get("Range: bytes=-5").forwarded().status(206).content("56789");
                    play.get("Range: bytes=-5")
                            .hit()
                            .status(206)
                            .content("56789")
                            .has("X-A", "1");
                    play.get("Range: bytes=6-").hit().status(206).content("6789");
                    play.get("Range: bytes=-1").hit().status(206).content("9").has("Content-Range", "bytes 9-9/10");
                    play.get("Range: bytes=4-").forwarded().status(206).content("456789");
                    Expect.unconditional(play.last());
                    play.get("Range: bytes=5-5").hit().status(206).content("5").has("X-A", "2");
                }),
                row("3.3", "a partial response of another length than it says is not stored", play -> {
                    play.origin(Answer.of(206, LONG, TAG, "Content-Range: bytes 4-9/10")
                            .content("45678"));
                    play.get("Range: bytes=-6").forwarded().status(206);
                    play.get("Range: bytes=4-5").forwarded();
                }),
                row("3.3", "a range beyond what is stored goes forward", play -> {
                    play.origin(part(TAG, 0, 3), part(TAG, 4, 9), ok(LONG, TAG).content(DIGITS));
                    play.get("Range: bytes=0-3").forwarded();
                    Reply reply = play.get("Range: bytes=4-9");
                    assertThat(reply.forwards()).isPositive();
                    reply.status(206).content("456789");
                }),
                row("3.4", "parts with the same strong tag make the whole", play -> {
                    play.origin(part(TAG, 0, 4), part(TAG, 5, 9));
                    play.get("Range: bytes=0-4").forwarded();
                    play.get("Range: bytes=5-9").forwarded();
                    play.get()
                            .hit()
                            .status(200)
                            .content(DIGITS)
                            .lacks("Content-Range")
                            .has("Content-Length", "10");
                }),
                notCombined("3.4", "parts with different tags are not combined", TAG, "ETag: \"b\""),
                notCombined("3.4", "parts with weak tags are not combined", "ETag: W/\"a\"", "ETag: W/\"a\""),
                notCombined("3.4", "parts without a validator are not combined", "X-A: 1", "X-A: 1"),
                row("3.3", "a 206 that nobody asked for is not the whole", play -> {
                    play.origin(part(TAG, 0, 3), ok(LONG).content(DIGITS));
                    play.get();
                    play.get().forwarded().status(200).content(DIGITS);
                }),
                row("9110 14.4", "Content-Range in a 200 means nothing", play -> {
                    play.origin(ok(LONG, TAG, "Content-Range: bytes 0-3/10").content(DIGITS));
                    play.get().forwarded().status(200).content(DIGITS);
                    play.get().hit().status(200).content(DIGITS);
                    play.get("Range: bytes=5-6").hit().status(206).content("56").has("Content-Range", "bytes 5-6/10");
                }),
                row("9110 14.4", "in answer to a range it is relayed, and does not stand for the whole", play -> {
                    play.origin(
                            ok(LONG, TAG, "Content-Range: bytes 0-3/10").content("0123"),
                            ok(LONG, TAG).content(DIGITS));
                    play.get("Range: bytes=0-3").forwarded().status(200).content("0123");
                    play.get().forwarded().status(200).content(DIGITS);
                }),
                row("14", "a 200 in answer to a range is stored as the whole", play -> {
                    play.origin(ok(LONG, TAG).content(DIGITS));
                    assertThat(play.get("Range: bytes=0-3").forwarded().status())
                            .isIn(200, 206);
                    play.get().hit().status(200).content(DIGITS);
                }),
                row("9110 15.5.17", "a 416 with a lifetime answers nothing else either", play -> {
                    play.origin(Answer.of(416, LONG), ok(LONG).content(DIGITS));
                    play.get("Range: bytes=99-").forwarded().status(416);
                    play.get().forwarded().status(200).content(DIGITS);
                }),
                row("4.3.5", "a HEAD that agrees leaves a stored part", play -> {
                    play.origin(
                            part(TAG, 0, 4),
                            Answer.doing(conversation -> conversation.send(
                                    "HTTP/1.1 200 OK\n" + LONG + "\n" + TAG + "\nContent-Length: 10\n\n")));
                    play.get("Range: bytes=0-4").forwarded();
                    play.request("HEAD").forwarded().status(200).has("Content-Length", "10");
                    play.get("Range: bytes=2-3").hit().status(206).content("23");
                }),
                row("9110 14.4", "a 416 of the origin is relayed and answers nothing else", play -> {
                    play.origin(Answer.of(416, "Content-Range: bytes */10"), ok(LONG).content(DIGITS));
                    play.get("Range: bytes=99-").forwarded().status(416);
                    play.get().forwarded().status(200);
                }));
    }

    private static void stored(Play play) throws Exception {
        play.origin(
                ok(LONG, TAG, "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT").content(DIGITS));
        play.get().forwarded();
    }

    private static Row range(String title, String range, String content, String contentRange) {
        return row("9110 14.1.2", title + ": " + range, play -> {
            stored(play);
            play.get("Range: " + range).hit().status(206).content(content).has("Content-Range", contentRange);
            play.get().hit().status(200).content(DIGITS);
        });
    }

    private static Row ignored(String title, String range) {
        return row("9110 14.2", title + " is ignored: " + range, play -> {
            stored(play);
            play.get("Range: " + range).hit().status(200).content(DIGITS);
        });
    }

    private static Row condition(String title, String line, int status) {
        return row("9110 13.1.5", title, play -> {
            stored(play);
            play.get("Range: bytes=0-3", line)
                    .hit()
                    .status(status)
                    .content(status == 206 ? "0123" : status == 304 ? "" : DIGITS);
        });
    }

    private static Row notCombined(String section, String title, String first, String second) {
        return row(section, title, play -> {
            play.origin(part(first, 0, 4), part(second, 5, 9), ok(LONG, second).content("abcdefghij"));
            play.get("Range: bytes=0-4");
            play.get("Range: bytes=5-9");
            play.get().status(200).content("abcdefghij");
        });
    }

    private static Answer part(String line, int from, int to) {
        return Answer.of(206, LONG, line, "Content-Range: bytes " + from + "-" + to + "/10")
                .content(DIGITS.substring(from, to + 1));
    }
}
