package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Patterns.notStored;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

/** RFC 9111 §3: what is stored, by method, request, credentials, cookies, framing; and what of its fields (§3.1). */
final class StoringRows {
    private static final String LONG = "Cache-Control: max-age=3600";

    private StoringRows() {}

    static List<Row> rows() {
        return Stream.of(methods(), credentials(), cookies(), framing(), fields())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Row> methods() {
        return List.of(
                row("9110 9.3.2", "HEAD is answered with what GET stored", play -> {
                    play.origin(ok(LONG, "X-A: 1"));
                    play.get().forwarded();
                    play.request("HEAD").hit().status(200).has("X-A", "1").has("Content-Length", "7");
                }),
                row("3", "a HEAD response is no content for GET", play -> {
                    play.origin(ok(LONG));
                    play.request("HEAD").forwarded();
                    play.get().forwarded().content("visit 2");
                }),
                row("9110 9.3.3", "POST without a word of its URI is not stored", play -> {
                    play.origin(ok(LONG));
                    play.post("POST").forwarded();
                    play.get().forwarded();
                }),
                row("9110 9.3.3", "POST is answered by the origin, whatever is stored", play -> {
                    play.origin(ok(LONG));
                    play.get().forwarded();
                    play.post("POST").forwarded();
                }),
                row("9110 9.3.3", "POST with its own Content-Location and a lifetime answers a later GET", play -> {
                    play.origin(ok(LONG, "Content-Location: " + play.path()));
                    play.post("POST").forwarded().content("visit 1");
                    play.get().hit().content("visit 1");
                }),
                row("9110 9.3.3", "POST with the Content-Location of another does not", play -> {
                    play.origin(ok(LONG, "Content-Location: " + play.path() + "/other"));
                    play.originAt("/other", ok(LONG));
                    play.post("POST").forwarded();
                    play.get().forwarded();
                    play.at("/other").forwarded();
                }),
                row("9110 9.3.3", "POST without a lifetime is not stored", play -> {
                    play.origin(ok("Content-Location: " + play.path(), "Last-Modified: {-864000}"));
                    play.post("POST").forwarded();
                    play.get().forwarded();
                }),
                row("9110 9.3.3", "POST with no-store is not stored", play -> {
                    play.origin(ok(LONG + ", no-store", "Content-Location: " + play.path()));
                    play.post("POST").forwarded();
                    play.get().forwarded();
                }),
                row("3", "PUT, PATCH, DELETE and unknown methods are not stored", play -> {
                    play.origin(ok(LONG, "Content-Location: " + play.path()));
                    for (String method : List.of("PUT", "PATCH", "DELETE", "FROB", "OPTIONS")) {
                        play.request(method).forwarded();
                        play.request(method).forwarded();
                    }
                    play.get().forwarded();
                }),
                row("9110 9.3.7", "OPTIONS leaves what is stored", play -> {
                    play.origin(ok(LONG));
                    play.get().forwarded();
                    play.request("OPTIONS").forwarded();
                    play.get().hit();
                }),
                row("9110 9.3.1", "GET with content is neither stored nor answered from the store", play -> {
                    play.origin(ok(LONG));
                    play.post("GET").forwarded();
                    play.post("GET").forwarded();
                    play.get().forwarded();
                    play.post("GET").forwarded();
                }),
                row("2", "the query is part of the key", play -> {
                    play.origin(ok(LONG));
                    play.originAt("?a=1", ok(LONG).content("one"));
                    play.originAt("?a=2", ok(LONG).content("two"));
                    play.originAt("?", ok(LONG).content("empty"));
                    for (int i = 0; i < 2; i++) {
                        play.get().content("visit 1");
                        play.at("?a=1").content("one");
                        play.at("?a=2").content("two");
                        play.at("?").content("empty");
                    }
                    play.at("?a=1").hit();
                }),
                row("9110 4.2.3", "escapes of unreserved characters are the same URI", play -> {
                    play.originAt("/~a", ok(LONG));
                    play.at("/~a").forwarded();
                    play.at("/%7Ea").hit();
                    play.at("/%7ea").hit();
                }));
    }

    private static List<Row> credentials() {
        return List.of(
                authorized("3.5", "Authorization: not shared", false, LONG),
                authorized("3.5", "Authorization with Expires: not shared", false, "Expires: {+3600}"),
                authorized("3.5", "Authorization with public", true, LONG + ", public"),
                authorized("3.5", "Authorization with s-maxage", true, "Cache-Control: s-maxage=3600"),
                authorized("3.5", "Authorization with must-revalidate", true, LONG + ", must-revalidate"),
                authorized(
                        "3.5",
                        "Authorization with proxy-revalidate alone: not shared",
                        false,
                        LONG + ", proxy-revalidate"),
                authorized("3.5", "Authorization with private: not shared", false, LONG + ", private, public"),
                row("3.5", "Authorization that stops here: not shared", play -> {
                    play.origin(ok(LONG));
                    play.get("Authorization: Custom abc").forwarded();
                    Expect.asked(play.last(), "Authorization");
                    play.get().forwarded();
                    play.get().hit();
                    play.get("Authorization: Custom xyz").hit();
                }),
                row("3.5", "what was stored without Authorization answers with it", play -> {
                    play.on(Routes.AUTHORIZATION).origin(ok(LONG));
                    play.get().forwarded();
                    play.get("Authorization: Custom abc").hit();
                }));
    }

    private static Row authorized(String section, String title, boolean shared, String line) {
        return row(section, title, play -> {
            play.on(Routes.AUTHORIZATION).origin(ok(line));
            play.get("Authorization: Custom abc").forwarded();
            Expect.asked(play.last(), "Authorization", "Custom abc");
            assertThat(play.get("Authorization: Custom abc").forwards()).isEqualTo(shared ? 0 : 1);
            assertThat(play.get("Authorization: Custom xyz").forwards()).isEqualTo(shared ? 0 : 1);
            assertThat(play.get().forwards()).isEqualTo(shared ? 0 : 1);
        });
    }

    private static List<Row> cookies() {
        return List.of(
                notStored("7.3", "Set-Cookie is not stored by default", ok(LONG, "Set-Cookie: a=b")),
                notStored("7.3", "nor with public", ok("Cache-Control: public, s-maxage=99", "Set-Cookie: a=b")),
                row("7.3", "a request's Cookie does not matter", play -> {
                    play.origin(ok(LONG));
                    play.get("Cookie: a=1").forwarded();
                    Expect.asked(play.last(), "Cookie", "a=1");
                    play.get("Cookie: a=2").hit().content("visit 1");
                    play.get().hit().content("visit 1");
                }),
                row("7.3", "a route may store cookies", play -> {
                    play.on(Routes.COOKIES).origin(ok(LONG, "Set-Cookie: a=b; Path=/", "Set-Cookie: c=d"));
                    play.get().forwarded();
                    play.get().hit().has("Set-Cookie", "a=b; Path=/", "c=d");
                }),
                row("7.3", "a route may strip cookies: the first client alone has them", play -> {
                    play.on(Routes.STRIPPED).origin(ok(LONG, "Set-Cookie: a=b"));
                    play.get().forwarded().has("Set-Cookie", "a=b");
                    play.get().hit().lacks("Set-Cookie");
                }),
                row("3.1", "a cookie of a 304 is for the client that asked, and not stored", play -> {
                    play.on(Routes.STRIPPED)
                            .origin(
                                    ok("Cache-Control: max-age=1", "Age: 10", "ETag: \"a\""),
                                    Answer.notModified("ETag: \"a\"", LONG, "Set-Cookie: a=b", "Set-Cookie: c=d"));
                    play.get().forwarded();
                    play.get().forwarded().status(200).content("visit 1").has("Set-Cookie", "a=b", "c=d");
                    play.get().hit().content("visit 1").lacks("Set-Cookie");
                }),
                row("3.1", "what private names in a 304 is for the client that asked, and not stored", play -> {
                    play.origin(
                            ok("Cache-Control: max-age=1", "Age: 10", "ETag: \"a\""),
                            Answer.notModified(
                                    "ETag: \"a\"", "Cache-Control: max-age=3600, private=\"X-Own\"", "X-Own: o"));
                    play.get().forwarded();
                    play.get("If-None-Match: \"a\"").forwarded().status(304).has("X-Own", "o");
                    play.get().hit().content("visit 1").lacks("X-Own");
                }));
    }

    private static List<Row> framing() {
        return List.of(
                notStored("3.3", "close-delimited content is not stored", ok(LONG).framed(Answer.Framing.CLOSE)),
                row("3.3", "content shorter than announced: no clean end, not stored", play -> {
                    play.origin(cut(LONG, "Content-Length: 100\n\n" + "x".repeat(50)), ok(LONG).content("whole"));
                    Reply cut = play.get();
                    assertThat(cut.clean() && cut.status() == 200)
                            .as("clean 200: %s", cut)
                            .isFalse();
                    play.get().forwarded().content("whole");
                }),
                row("3.3", "no last chunk: no clean end, not stored", play -> {
                    play.origin(cut(LONG, "Transfer-Encoding: chunked\n\n5\nhello\n"), ok(LONG).content("whole"));
                    Reply cut = play.get();
                    assertThat(cut.clean() && cut.status() == 200)
                            .as("clean 200: %s", cut)
                            .isFalse();
                    play.get().forwarded().content("whole");
                }),
                row("3.3", "a cut takes nothing from what is stored", play -> {
                    play.origin(ok(LONG, "ETag: \"a\""), cut(LONG, "Content-Length: 100\n\nxx"));
                    play.get().forwarded();
                    Reply cut = play.get("Cache-Control: no-cache");
                    assertThat(cut.clean()
                                    && cut.status() == 200
                                    && cut.content().startsWith("xx"))
                            .isFalse();
                    play.get().hit().content("visit 1");
                }),
                row("3", "interim responses before the final one are not stored", play -> {
                    play.origin(ok(LONG, "X-Final: 1").after("""
                                    HTTP/1.1 103 Early Hints
                                    Link: </a>; rel=preload
                                    X-Interim: 1

                                    HTTP/1.1 102 Processing
                                    X-Interim: 1

                                    """));
                    play.get().forwarded().status(200).has("X-Final", "1").lacks("X-Interim", "Link");
                    play.get().hit().status(200).has("X-Final", "1").lacks("X-Interim", "Link");
                }),
                row("3.1", "trailers reach who reads as they arrive, and do not become header fields", play -> {
                    play.origin(ok(LONG).framed(Answer.Framing.TRAILERS));
                    Reply first = play.get().forwarded().lacks("X-Trailer");
                    if (play.http1()) {
                        assertThat(first.trailers()).containsExactly("X-Trailer: last");
                    }
                    Reply hit = play.get().hit().lacks("X-Trailer", "Trailer").content("visit 1");
                    assertThat(hit.trailers()).isEmpty();
                }),
                row("3", "empty content is stored", play -> {
                    play.origin(ok(LONG).content(""));
                    play.get().forwarded().content("");
                    play.get().hit().content("");
                }),
                row("3", "content of a megabyte is stored", play -> {
                    String megabyte = "0123456789abcdef".repeat(65_536);
                    play.origin(ok(LONG).content(megabyte));
                    assertThat(play.get().forwarded().content()).isEqualTo(megabyte);
                    assertThat(play.get().hit().content()).isEqualTo(megabyte);
                }));
    }

    private static Answer cut(String line, String rest) {
        return Answer.doing(conversation ->
                conversation.send("HTTP/1.1 200 OK\n" + line + "\n" + rest).close());
    }

    private static List<Row> fields() {
        return List.of(
                row("3.1", "all fields are stored, in order, raw", play -> {
                    play.origin(ok(
                            LONG,
                            "X-Odd: a,b; c=\"d, e\"",
                            "X-Many: 1",
                            "X-Many: 2, 3",
                            "X-Many: 1",
                            "Content-Type: text/plain;charset=utf-8",
                            "Content-Disposition: attachment; filename=\"a,b.txt\"",
                            "X-Empty: ",
                            "X-Frame-Options: deny",
                            "X-XSS-Protection: 1",
                            "Link: </a>; rel=x",
                            "Access-Control-Allow-Origin: *",
                            "Content-Security-Policy: default-src 'self'"));
                    play.get().forwarded();
                    play.get()
                            .hit()
                            .has("X-Odd", "a,b; c=\"d, e\"")
                            .has("X-Many", "1", "2, 3", "1")
                            .has("Content-Type", "text/plain;charset=utf-8")
                            .has("Content-Disposition", "attachment; filename=\"a,b.txt\"")
                            .has("X-Empty", "")
                            .has("X-Frame-Options", "deny")
                            .has("Link", "</a>; rel=x")
                            .has("Access-Control-Allow-Origin", "*")
                            .has("Content-Security-Policy", "default-src 'self'")
                            .has("Cache-Control", "max-age=3600");
                }),
                row("3.1", "Connection and what it nominates are not stored", play -> {
                    play.origin(ok(LONG, "Connection: X-Hop, x-other", "X-Hop: 1", "X-Other: 2", "X-Kept: 3"));
                    play.get().forwarded().lacks("X-Hop", "X-Other").has("X-Kept", "3");
                    play.get().hit().lacks("X-Hop", "X-Other").has("X-Kept", "3");
                }),
                row("3.1", "fields of the connection are not stored", play -> {
                    play.origin(ok(
                            LONG,
                            "Keep-Alive: timeout=5",
                            "Proxy-Connection: keep-alive",
                            "Proxy-Authenticate: Basic",
                            "Proxy-Authentication-Info: a=b",
                            "TE: trailers",
                            "Upgrade: h9"));
                    play.get().forwarded();
                    play.get()
                            .hit()
                            .lacks(
                                    "Proxy-Connection",
                                    "Proxy-Authenticate",
                                    "Proxy-Authentication-Info",
                                    "TE",
                                    "Upgrade");
                }),
                row("3.1", "fields of 8 KiB, and a hundred of them", play -> {
                    String[] lines = Stream.concat(
                                    Stream.of(LONG, "X-Long: " + "v".repeat(8_000)),
                                    java.util.stream.IntStream.range(0, 100).mapToObj(i -> "X-Field-" + i + ": " + i))
                            .toArray(String[]::new);
                    play.origin(ok(lines));
                    play.get().forwarded();
                    play.get().hit().has("X-Long", "v".repeat(8_000)).has("X-Field-99", "99");
                }),
                row("9110 6.6.1", "a response without Date gets one, and keeps it", play -> {
                    play.origin(ok(LONG, Answer.NO_DATE));
                    play.get().forwarded();
                    List<String> date = play.get().hit().all("Date");
                    assertThat(date).hasSize(1);
                    play.get().hit().has("Date", date.get(0));
                }),
                row("5", "Date, Expires and Last-Modified are served as they came", play -> {
                    play.origin(ok(
                            "Date: {-5}",
                            "Expires: {+3600}",
                            "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
                            "Server: origin"));
                    Reply first = play.get().forwarded();
                    Reply second = play.get().hit().has("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
                    assertThat(second.all("Date")).isEqualTo(first.all("Date")).hasSize(1);
                    assertThat(second.all("Expires"))
                            .isEqualTo(first.all("Expires"))
                            .hasSize(1);
                    assertThat(second.all("Server")).isEqualTo(first.all("Server"));
                }),
                row("9110 7.6.3", "the gateway stands in Via, once, on a miss and on a hit", play -> {
                    play.origin(ok(LONG, "Via: 1.0 inner"));
                    Reply miss = play.get().forwarded();
                    Reply hit = play.get().hit();
                    assertThat(String.join(", ", hit.all("Via"))).startsWith("1.0 inner, 1.1 forebay");
                    assertThat(hit.all("Via")).isEqualTo(miss.all("Via"));
                    assertThat(String.join(", ", play.last().all("Via"))).contains("forebay");
                }));
    }
}
