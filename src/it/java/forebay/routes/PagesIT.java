package forebay.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import forebay.support.WholeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages for the gateway's own answers, and answers that a route gives itself, through the whole gateway. */
final class PagesIT {
    private static final String HTML = "Accept: text/html,*/*;q=0.8\n";

    @TempDir
    Path folder;

    @BeforeEach
    void pages() throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(
                conf.resolve("404.html"), "<style>p {color: red}</style><p title='{title}'>{status} {code}</p>");
        Files.writeString(conf.resolve("4xx.html"), "all 4xx: {status} {detail} {request-id}");
        Files.writeString(conf.resolve("shop.html"), "shop: {status}");
        Files.writeString(conf.resolve("robots.txt"), "User-agent: *\n");
    }

    @Test
    void pagesAreForTheGatewaysOwnAnswersAndForWhoAcceptsHtml() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(404, "", "the origin's own"));
                WholeGateway gateway =
                        new WholeGateway(folder, """
                        pools:
                          app: {upstreams: [{url: "%s"}]}
                          gone: {upstreams: [{url: "%s"}]}
                        error-pages: {404: 404.html, 4xx: 4xx.html}
                        routes:
                          - {path: /app, pool: app}
                          - {path: /secret, pool: app}
                          - {path: /shop, pool: gone, methods: [GET], error-pages: {5xx: shop.html, 405: shop.html}}
                        """.formatted(origin.url(), ScriptedOrigin.nowhere()))) {
            RawClient.Answer none = gateway.get("/none", HTML);
            assertThat(none.status()).isEqualTo(404);
            assertThat(none.field("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
            assertThat(none.content()).isEqualTo("<style>p {color: red}</style><p title='Not found'>404 no-route</p>");
            assertThat(gateway.get("/none", "Accept: */*\n").field("Content-Type"))
                    .isEqualTo("application/problem+json");
            assertThat(gateway.get("/app/x", HTML).content()).isEqualTo("the origin's own");

            RawClient.Answer refused = gateway.get("/a%2fb", HTML, "X-Request-Id: proxy-1234\n");
            assertThat(refused.content()).startsWith("all 4xx: 400 ").endsWith(" proxy-1234");
            assertThat(gateway.get("/secret", HTML).content()).startsWith("all 4xx: 401 ");

            assertThat(gateway.get("/shop", HTML).content()).isEqualTo("shop: 503");
            assertThat(gateway.send("PUT /shop HTTP/1.1\nHost: app.test\nContent-Length: 0\n" + HTML + "\n")
                            .content())
                    .isEqualTo("shop: 405");

            Path next = Files.writeString(gateway.conf().resolve("next"), "changed: {status}");
            Files.move(next, gateway.conf().resolve("shop.html"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> gateway.get("/shop", HTML).content().equals("changed: 503"));
        }
    }

    @Test
    void aRouteMayAnswerItself() throws Exception {
        try (WholeGateway gateway = new WholeGateway(folder, """
                pools:
                  app: {upstreams: [{url: "http://127.0.0.1:1"}]}
                routes:
                  - {exact: /robots.txt, respond: {file: robots.txt}}
                  - path: /
                    respond: {status: 503, content: "<h1>{back} soon</h1>", content-type: text/html}
                    response-fields: {set: {Retry-After: "600"}}
                  - {path: /secret, respond: {content: for some}}
                """)) {
            RawClient.Answer robots = gateway.get("/robots.txt");
            assertThat(robots.status()).isEqualTo(200);
            assertThat(robots.content()).isEqualTo("User-agent: *\n");
            assertThat(robots.field("Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
            assertThat(robots.all("Cache-Status")).isEmpty();

            RawClient.Answer down = gateway.send("POST /x HTTP/1.1\nHost: app.test\nContent-Length: 3\n\nabc");
            assertThat(down.status()).isEqualTo(503);
            assertThat(down.content()).isEqualTo("<h1>{back} soon</h1>");
            assertThat(down.field("Retry-After")).isEqualTo("600");
            RawClient.Answer head = gateway.send("HEAD /x HTTP/1.1\nHost: app.test\n\n");
            assertThat(head.content()).isEmpty();
            assertThat(head.field("Content-Length")).isEqualTo("20");
            assertThat(gateway.get("/secret").status()).isEqualTo(401);
        }
    }
}
