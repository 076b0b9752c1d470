package forebay.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import forebay.support.WholeGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route with several pools, and copies for another one, through the whole gateway. */
final class SplitIT {
    @TempDir
    Path folder;

    private final Map<String, String> contents = new ConcurrentHashMap<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final ScriptedOrigin main = cacheable("main");
    private final ScriptedOrigin canary = cacheable("canary");

    SplitIT() throws IOException {}

    private static ScriptedOrigin cacheable(String content) throws IOException {
        return ScriptedOrigin.start(c -> {
            c.content();
            c.answer(200, "Cache-Control: max-age=60\n", content);
        });
    }

    @AfterEach
    void close() throws IOException {
        held.countDown();
        main.close();
        canary.close();
    }

    private static String pools(ScriptedOrigin main, ScriptedOrigin other) {
        return """
                pools:
                  app: {upstreams: [{url: "%s"}]}
                  canary: {upstreams: [{url: "%s"}]}
                """.formatted(main.url(), other.url());
    }

    private static String from(int client) {
        return "X-Forwarded-For: 192.0.2." + client + "\n";
    }

    @Test
    void aClientStaysWithItsPoolAndWhatIsStoredNeverCrosses() throws Exception {
        try (WholeGateway gateway = new WholeGateway(folder, pools(main, canary) + """
                routes:
                  - {pools: {app: 50, canary: 50}, split-by: client}
                """)) {
            Map<Integer, String> first = IntStream.rangeClosed(1, 30)
                    .boxed()
                    .collect(Collectors.toMap(Function.identity(), client -> content(gateway, from(client))));

            assertThat(first.values()).contains("main", "canary");
            first.forEach((client, content) -> assertThat(content(gateway, from(client)))
                    .as("client %d", client)
                    .isEqualTo(content));
            assertThat(main.heads()).as("stored once, for all of its clients").hasSize(1);
            assertThat(canary.heads()).hasSize(1);
        }
    }

    @Test
    void aCookieOrAFieldDecidesAndWithoutItTheClient() throws Exception {
        try (WholeGateway gateway = new WholeGateway(folder, pools(main, canary) + """
                routes:
                  - {path: /cookie, pools: {app: 1, canary: 1}, split-by: {cookie: session}, cache: off}
                  - {path: /field, pools: {app: 1, canary: 1}, split-by: {field: X-User}, cache: off}
                """)) {
            for (String value : List.of("a", "b", "c", "d", "e")) {
                String cookie = "Cookie: x=1; session=" + value + "\n";
                String field = "X-User: " + value + "\n";
                String pool = gateway.get("/cookie", cookie, from(1)).content();

                assertThat(gateway.get("/cookie", cookie, from(2)).content()).isEqualTo(pool);
                assertThat(gateway.get("/field", field, from(3)).content()).isEqualTo(pool);
            }
            assertThat(main.heads()).isNotEmpty();
            assertThat(canary.heads()).isNotEmpty();
            assertThat(gateway.get("/field", from(7)).content())
                    .isEqualTo(gateway.get("/cookie", from(7)).content());
        }
    }

    @Test
    void aValidationBehindAnAnswerGoesToThePoolThatTheAnswerIsFrom() throws Exception {
        ScriptedOrigin stale = ScriptedOrigin.start(
                c -> c.answer(200, "Cache-Control: max-age=0, stale-while-revalidate=60\n", "stale"));
        try (stale;
                WholeGateway gateway = new WholeGateway(folder, pools(main, stale) + """
                        routes:
                          - {pools: {app: 50, canary: 50}, split-by: client}
                        """)) {
            int client = IntStream.rangeClosed(1, 100)
                    .filter(some -> content(gateway, from(some)).equals("stale"))
                    .findFirst()
                    .orElseThrow();
            int before = stale.heads().size();
            int others = main.heads().size();
            content(gateway, from(client));

            await().until(() -> stale.heads().size() > before);
            assertThat(main.heads()).hasSize(others);
        }
    }

    @Test
    void aCopyIsMarkedAndItsAnswerIsDropped() throws Exception {
        try (ScriptedOrigin shadow = ScriptedOrigin.start(c -> {
                    contents.put(c.head().line(), new String(c.content(), StandardCharsets.ISO_8859_1));
                    c.answer(500, "", "from the shadow");
                });
                WholeGateway gateway = new WholeGateway(folder, pools(main, shadow) + """
                        routes:
                          - {name: all, pool: app, mirror: {pool: canary}}
                          - {name: posts, path: /posts, pool: app,
                             mirror: {pool: canary, methods: [POST], max-content: 10B}}
                        """)) {
            assertThat(gateway.get("/a?b", "X-Forebay-Mirror: forged\n").content())
                    .isEqualTo("main");
            await().until(() -> shadow.heads().size() == 1);
            assertThat(shadow.heads().get(0).line()).isEqualTo("GET /a?b HTTP/1.1");
            assertThat(shadow.heads().get(0).all("X-Forebay-Mirror")).containsExactly("route=\"all\"");
            assertThat(main.heads().get(0).all("X-Forebay-Mirror")).isEmpty();

            assertThat(gateway.get("/a?b").content()).isEqualTo("main");
            assertThat(post(gateway, "/other", "hello").content()).isEqualTo("main");
            assertThat(post(gateway, "/posts", "more than ten bytes").content()).isEqualTo("main");
            assertThat(post(gateway, "/posts", "hello").content()).isEqualTo("main");
            await().untilAsserted(() -> assertThat(contents).containsEntry("POST /posts HTTP/1.1", "hello"));
            await().until(() -> metric(gateway, "forebay_mirrored_total{outcome=\"dropped\",route=\"posts\"}")
                    .equals("1.0"));
            assertThat(shadow.heads()).hasSize(2);
        }
    }

    @Test
    void aSilentOrBrokenShadowDisturbsNobodyAndIsAskedOnce() throws Exception {
        try (ScriptedOrigin shadow = ScriptedOrigin.start(c -> {
                    if (c.head().line().contains("/reset")) {
                        c.reset();
                    } else {
                        held.await();
                    }
                });
                WholeGateway gateway = new WholeGateway(folder, pools(main, shadow) + """
                        routes:
                          - {name: all, pool: app, cache: off, mirror: {pool: canary, in-flight: 2}}
                        """)) {
            assertThat(gateway.get("/reset").content()).isEqualTo("main");
            await().until(() -> metric(gateway, "forebay_mirrored_total{outcome=\"failed\",route=\"all\"}")
                    .equals("1.0"));
            assertThat(shadow.heads()).hasSize(1);

            for (int i = 0; i < 5; i++) {
                assertThat(gateway.get("/silent").content()).isEqualTo("main");
            }
            await().until(() -> shadow.heads().size() == 3);
            await().until(() -> metric(gateway, "forebay_mirrored_total{outcome=\"dropped\",route=\"all\"}")
                    .equals("3.0"));
            held.countDown();
        }
    }

    private static RawClient.Answer post(WholeGateway gateway, String path, String content) throws IOException {
        return gateway.send(
                "POST " + path + " HTTP/1.1\nHost: app.test\nContent-Length: " + content.length() + "\n\n" + content);
    }

    private static String metric(WholeGateway gateway, String name) throws IOException {
        return Stream.of(gateway.get("/_forebay/metrics", "X-Api-Key: " + WholeGateway.OPERATOR + "\n")
                        .content()
                        .split("\n", -1))
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("");
    }

    private static String content(WholeGateway gateway, String field) {
        try {
            return gateway.get("/a", field).content();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
