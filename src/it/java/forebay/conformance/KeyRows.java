package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.Stream;

/** Beyond the base: key rules, No-Vary-Search, Cache-Groups (RFC 9875), compression; and what must not poison. */
final class KeyRows {
    private static final String LONG = "Cache-Control: max-age=3600";

    private KeyRows() {}

    static List<Row> rows() {
        return Stream.of(rules(), search(), groups(), poisoning())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Row> rules() {
        return List.of(
                query("only named parameters count", Routes.KEPT, "?id=1&x=1", "?id=1&x=2", true),
                query("in any order", Routes.KEPT, "?id=1&page=2", "?page=2&id=1", true),
                query("a named one differs", Routes.KEPT, "?id=1", "?id=2", false),
                query("one that does not count", Routes.DROPPED, "?a=1&utm_x=1", "?a=1&utm_y=2", true),
                query("one that does", Routes.DROPPED, "?a=1&utm_x=1", "?a=2&utm_x=1", false),
                query("without a rule all count", "c", "?a=1&b=2", "?b=2&a=1", false),
                row("2", "a field in the key", play -> {
                    play.on(Routes.TENANTS).origin(ok(LONG));
                    play.get("X-Tenant: a").forwarded();
                    play.get("X-Tenant: b").forwarded();
                    play.get("X-Tenant: a", "Cookie: currency=eur").forwarded();
                    play.get("X-Tenant: a", "Cookie: currency=usd; x=1").forwarded();
                    play.get("X-Tenant: a", "Cookie: x=2; currency=usd").hit().content("visit 4");
                    play.get("X-Tenant: b").hit().content("visit 2");
                }),
                row("2", "invalidation reaches all that a rule tells apart", play -> {
                    play.on(Routes.TENANTS).origin(ok(LONG));
                    play.get("X-Tenant: a").forwarded();
                    play.get("X-Tenant: b").forwarded();
                    play.post("POST", "X-Tenant: c").forwarded();
                    play.get("X-Tenant: a").forwarded();
                    play.get("X-Tenant: b").forwarded();
                }),
                row("4.2.2", "a route's ttl for what states none", play -> {
                    play.on(Routes.TTL).origin(ok());
                    play.get().forwarded();
                    play.get().hit();
                }),
                row("4.2.2", "a route without the heuristic", play -> {
                    play.on(Routes.STATED).origin(ok("Last-Modified: {-864000}"));
                    play.get().forwarded();
                    play.get().forwarded();
                }),
                row("9110 8.4", "stored text is compressed for who accepts it, under a tag of its own", play -> {
                    String text = "words ".repeat(2_000);
                    play.on(Routes.COMPRESSED)
                            .origin(ok(LONG, "ETag: \"a\"", "Content-Type: text/plain")
                                    .content(text));
                    play.get().content(text);
                    // compressed behind, at the first demand
                    Reply small = await().until(
                                    () -> play.get("Accept-Encoding: gzip").hit(),
                                    reply -> reply.all("Content-Encoding").equals(List.of("gzip")));
                    assertThat(small.content().length()).isLessThan(2_000);
                    assertThat(String.join(",", small.all("Vary"))).containsIgnoringCase("Accept-Encoding");
                    assertThat(small.all("ETag")).isNotEqualTo(List.of("\"a\""));
                    play.get("Accept-Encoding: gzip;q=0").hit().content(text).has("ETag", "\"a\"");
                    play.get(
                                    "Accept-Encoding: gzip",
                                    "If-None-Match: " + small.all("ETag").get(0))
                            .hit()
                            .status(304);
                }));
    }

    private static Row query(String title, String route, String first, String second, boolean same) {
        return row("2", "query: " + title + ": " + first + " and " + second, play -> {
            play.on(route).originAt(first, ok(LONG).content("one"));
            play.originAt(second, ok(LONG).content("two"));
            play.at(first).forwarded();
            Reply reply = play.at(second);
            if (same) {
                reply.hit().content("one");
            } else {
                reply.forwarded().content("two");
            }
        });
    }

    private static List<Row> search() {
        return List.of(
                search("params: no parameter counts", "params", "?a=1", "?b=2", true),
                search("params with names: those do not count", "params=(\"a\")", "?a=1&b=2", "?a=3&b=2", true),
                search("params with names: others do", "params=(\"a\")", "?a=1&b=2", "?a=1&b=3", false),
                search("params and except", "params, except=(\"b\")", "?a=1&b=2", "?a=3&b=2", true),
                search(
                        "params and except: what is excepted counts",
                        "params, except=(\"b\")",
                        "?a=1&b=2",
                        "?a=1&b=3",
                        false),
                search("key-order", "key-order", "?a=1&b=2", "?b=2&a=1", true),
                search("key-order: values still count", "key-order", "?a=1&b=2", "?b=1&a=2", false),
                search("broken: all count", "params=\"", "?a=1", "?a=2", false),
                search("except without params: all count", "except=(\"a\")", "?a=1", "?a=2", false));
    }

    private static Row search(String title, String value, String first, String second, boolean same) {
        return row("No-Vary-Search", title, play -> {
            play.originAt(first, ok(LONG, "No-Vary-Search: " + value).content("one"));
            play.originAt(second, ok(LONG, "No-Vary-Search: " + value).content("two"));
            play.at(first).forwarded();
            Reply reply = play.at(second);
            if (same) {
                reply.hit().content("one");
            } else {
                reply.forwarded().content("two");
            }
        });
    }

    private static List<Row> groups() {
        return List.of(
                row("9875 2.2", "an unsafe answer invalidates the groups that it names", play -> {
                    String group = "\"" + play.path() + "\"";
                    play.originAt("/a", ok(LONG, "Cache-Groups: " + group + ", \"x\""));
                    play.originAt("/b", ok(LONG, "Cache-Groups: \"other " + play.path() + "\""));
                    play.origin(ok("Cache-Group-Invalidation: " + group));
                    play.at("/a").forwarded();
                    play.at("/b").forwarded();
                    play.post("POST").forwarded();
                    play.at("/a").forwarded();
                    play.at("/b").hit();
                }),
                row("9875 3", "a safe answer invalidates no group", play -> {
                    String group = "\"" + play.path() + "\"";
                    play.originAt("/a", ok(LONG, "Cache-Groups: " + group));
                    play.origin(ok("Cache-Group-Invalidation: " + group));
                    play.at("/a").forwarded();
                    play.get().forwarded();
                    play.at("/a").hit();
                }),
                row("9875 2.1", "names are compared by case", play -> {
                    play.originAt("/a", ok(LONG, "Cache-Groups: \"A" + play.path() + "\""));
                    play.origin(ok("Cache-Group-Invalidation: \"a" + play.path() + "\""));
                    play.at("/a").forwarded();
                    play.post("POST").forwarded();
                    play.at("/a").hit();
                }));
    }

    private static List<Row> poisoning() {
        return List.of(
                unkeyed("X-Forwarded-Host: evil.test"),
                unkeyed("X-Forwarded-Proto: gopher"),
                unkeyed("Forwarded: host=evil.test"),
                unkeyed("X-Original-URL: /evil"),
                unkeyed("X-HTTP-Method-Override: DELETE"),
                row("7.1", "a path that ends like a file is stored no sooner", play -> {
                    play.originAt("/account/a.css", ok());
                    play.at("/account/a.css").forwarded();
                    play.at("/account/a.css").forwarded();
                }),
                row("7.1", "an error that states nothing is not stored", play -> {
                    play.origin(Answer.of(400), ok(LONG));
                    play.get("X-Huge: " + "x".repeat(4_000)).forwarded().status(400);
                    play.get().forwarded().status(200);
                }));
    }

    /** Does not reach the origin as the client sent it, as nothing stored would differ by it. */
    private static Row unkeyed(String line) {
        return row("7.1", "not the client's word: " + line, play -> {
            play.origin(ok(LONG));
            play.get(line).forwarded();
            String name = line.substring(0, line.indexOf(':'));
            String value = line.substring(name.length() + 2);
            assertThat(String.join(",", play.last().all(name))).doesNotContain(value);
        });
    }
}
