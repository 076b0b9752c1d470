package forebay.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import forebay.support.WholeGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What routes change in requests and answers, through the whole gateway. */
final class RewriteIT {
    @TempDir
    Path folder;

    private volatile String fields = "Cache-Control: max-age=60\n";
    private volatile int status = 200;
    private final ScriptedOrigin origin = ScriptedOrigin.start(c -> {
        c.content();
        c.answer(status, fields, c.head().line());
    });

    RewriteIT() throws IOException {}

    @AfterEach
    void close() throws IOException {
        origin.close();
    }

    private WholeGateway gateway(String routes) throws Exception {
        return new WholeGateway(folder, """
                pools:
                  app: {upstreams: [{url: "%s"}]}
                routes:
                """.formatted(origin.url()) + routes);
    }

    @Test
    void theUpstreamGetsTheOtherPathAndAllElseSeesTheClients() throws Exception {
        try (WholeGateway gateway = gateway("""
                  - {path: /shop, pool: app, rewrite: {prefix: /app}}
                  - {path: /plain, pool: app, rewrite: {prefix: /}}
                  - {name: item, pattern: "/item/[0-9]+", pool: app,
                     rewrite: {pattern: "/item/([0-9]+)", to: /items/$1/view}}
                  - {path: /secret, pool: app, rewrite: {prefix: /shown}}
                """)) {
            assertThat(gateway.get("/shop/caf%c3%a9?x=%zz").content()).isEqualTo("GET /app/caf%c3%a9?x=%zz HTTP/1.1");
            assertThat(gateway.get("/plain").content()).isEqualTo("GET / HTTP/1.1");
            assertThat(gateway.get("/item/42?v").content()).isEqualTo("GET /items/42/view?v HTTP/1.1");
            assertThat(gateway.get("/secret/x").status())
                    .as("by the client's path")
                    .isEqualTo(401);
            assertThat(gateway.get("/app/x").status()).isEqualTo(404);

            int before = origin.heads().size();
            assertThat(gateway.get("/shop/caf%c3%a9?x=%zz").field("Cache-Status"))
                    .contains("hit");
            assertThat(origin.heads()).hasSize(before);
        }
    }

    @Test
    void locationsArePublicAndWhatTheyNameIsInvalidated() throws Exception {
        try (WholeGateway gateway = gateway("""
                  - {path: /shop, pool: app, rewrite: {prefix: /app}}
                  - {path: /same, pool: app}
                """)) {
            gateway.get("/shop/list");
            gateway.get("/shop/other");
            await().until(() -> gateway.get("/shop/list").field("Cache-Status").contains("hit"));

            status = 201;
            fields = "Location: " + origin.url() + "/app/list\nContent-Location: /app/third?x\n";
            RawClient.Answer created = gateway.send("POST /shop/new HTTP/1.1\nHost: app.test\nContent-Length: 0\n\n");
            assertThat(created.field("Location")).isEqualTo("/shop/list");
            assertThat(created.field("Content-Location")).isEqualTo("/shop/third?x");

            status = 200;
            fields = "Cache-Control: max-age=60\n";
            assertThat(gateway.get("/shop/list").field("Cache-Status")).doesNotContain("hit");
            assertThat(gateway.get("/shop/other").field("Cache-Status")).contains("hit");

            status = 302;
            for (List<String> sentAndSeen : List.of(
                    List.of("/app/x#y", "/shop/x#y"),
                    List.of("/apple", "/apple"),
                    List.of("http://app.test/app/x", "http://app.test/shop/x"),
                    List.of("http://elsewhere.test/app/x", "http://elsewhere.test/app/x"),
                    List.of("//elsewhere.test/app/x", "//elsewhere.test/app/x"),
                    List.of("x?y=http://a/app/", "x?y=http://a/app/"),
                    List.of(origin.url() + "", "/"))) {
                fields = "Location: " + sentAndSeen.get(0) + "\n";
                assertThat(gateway.get("/shop/moved").field("Location")).isEqualTo(sentAndSeen.get(1));
            }
            fields = "Location: " + origin.url() + "/login?to=1\n";
            assertThat(gateway.get("/same/moved").field("Location")).isEqualTo("/login?to=1");
        }
    }

    @Test
    void cookiesAndRefreshAreForPathsThatClientsKnow() throws Exception {
        try (WholeGateway gateway = gateway("""
                  - {path: /shop, pool: app, rewrite: {prefix: /app}}
                  - {path: /own, pool: app, rewrite: {prefix: /, cookie-path: within}}
                """)) {
            fields = "Set-Cookie: a=b, c; Path=/app; Secure\nSet-Cookie: d=e; Domain=127.0.0.1; Path=/\n"
                    + "Refresh: 5;url='" + origin.url() + "/app/next'\n";
            RawClient.Answer shop = gateway.get("/shop/x");
            assertThat(shop.all("Set-Cookie")).containsExactly("a=b, c; Path=/shop; Secure", "d=e; Path=/");
            assertThat(shop.field("Refresh")).isEqualTo("5;url='/shop/next'");

            fields = "Set-Cookie: a=b; Path=/\nRefresh: 0; URL=/next\nRefresh: 7\n";
            RawClient.Answer own = gateway.get("/own/x");
            assertThat(own.field("Set-Cookie")).isEqualTo("a=b; Path=/own");
            assertThat(own.all("Refresh")).containsExactly("0; URL=/own/next", "7");
        }
    }

    @Test
    void fieldsOfRequestsAreChangedBeforeTheCacheReadsThem() throws Exception {
        fields = "Cache-Control: max-age=60\nVary: X-Tier\n";
        try (WholeGateway gateway = gateway("""
                  - path: /
                    pool: app
                    request-fields:
                      remove: [X-Debug]
                      set: {X-Tier: gold, X-For: "{client} {host} {{route}"}
                      add: {X-Tag: b}
                """)) {
            gateway.get("/a", "x-tier: silver\nX-Debug: 1\nX-Tag: a\nX-Forwarded-For: 192.0.2.9\n");
            ScriptedOrigin.Head sent = origin.head();
            assertThat(sent.all("X-Tier")).containsExactly("gold");
            assertThat(sent.all("X-Debug")).isEmpty();
            assertThat(sent.all("X-Tag")).containsExactly("a", "b");
            assertThat(sent.all("X-For")).containsExactly("192.0.2.9 app.test {route}");

            assertThat(gateway.get("/a", "X-Tier: bronze\n").field("Cache-Status"))
                    .contains("hit");
        }
    }

    /** Applications read these, and believe them; so they are the route's, never the client's. */
    @Test
    void whatElseTellsOfTheWayHereIsForTheRouteToSay() throws Exception {
        try (WholeGateway gateway = gateway("""
                  - path: /shop
                    pool: app
                    rewrite: {prefix: /}
                    request-fields:
                      set: {X-Real-IP: "{client}", X-Forwarded-Prefix: /shop}
                      add: {X-Forwarded-Port: "443"}
                """)) {
            gateway.get("/shop/a", """
                    X-Forwarded-For: 192.0.2.9
                    X-Real-IP: 10.0.0.1
                    X_Real_IP: 10.0.0.1
                    X-Forwarded-Prefix: /evil
                    X-Forwarded-Port: 1
                    X-Forwarded-Server: x
                    """);
            ScriptedOrigin.Head sent = origin.head();
            assertThat(sent.line()).isEqualTo("GET /a HTTP/1.1");
            assertThat(sent.all("X-Real-IP")).containsExactly("192.0.2.9");
            assertThat(sent.all("X_Real_IP")).isEmpty();
            assertThat(sent.all("X-Forwarded-Prefix")).containsExactly("/shop");
            assertThat(sent.all("X-Forwarded-Port")).containsExactly("443");
            assertThat(sent.all("X-Forwarded-Server")).isEmpty();
            assertThat(sent.all("X-Forwarded-For")).containsExactly("192.0.2.9, 127.0.0.1");
        }
    }

    @Test
    void whatVariesByWhatARouteMakesForEachClientIsStoredForNobody() throws Exception {
        fields = "Cache-Control: max-age=60\nVary: X-Tier\n";
        try (WholeGateway gateway = gateway("""
                  - {path: /, pool: app, request-fields: {set: {X-Tier: "{client}"}}}
                """)) {
            gateway.get("/a", "X-Forwarded-For: 192.0.2.1\n");
            for (String client : List.of("192.0.2.1\n", "192.0.2.2\nX-Tier: 192.0.2.1\n")) {
                assertThat(gateway.get("/a", "X-Forwarded-For: " + client).field("Cache-Status"))
                        .doesNotContain("hit");
            }
            assertThat(origin.heads())
                    .flatExtracting(head -> head.all("X-Tier"))
                    .containsExactly("192.0.2.1", "192.0.2.1", "192.0.2.2");
        }
    }

    @Test
    void fieldsOfAnswersAreChangedOnTheirWayOutAndNotInTheStore() throws Exception {
        fields = "Cache-Control: max-age=60\nX-Powered-By: origin\n";
        String routes = """
                  - path: /
                    pool: app
                    methods: [GET]
                    response-fields: {remove: [X-Powered-By], set: {X-Frame-Options: DENY}, add: {X-Id: "{request-id}"}}
                """;
        try (WholeGateway gateway = gateway(routes)) {
            for (String status : List.of("fwd=uri-miss", "hit")) {
                RawClient.Answer answer = gateway.get("/a");
                assertThat(answer.field("Cache-Status")).contains(status);
                assertThat(answer.all("X-Powered-By")).isEmpty();
                assertThat(answer.field("X-Frame-Options")).isEqualTo("DENY");
                assertThat(answer.field("X-Id")).isEqualTo(answer.field("X-Request-Id"));
            }
            RawClient.Answer refused = gateway.send("PUT /a HTTP/1.1\nHost: app.test\nContent-Length: 0\n\n");
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.field("X-Frame-Options")).isEqualTo("DENY");

            gateway.write("""
                    pools:
                      app: {upstreams: [{url: "%s"}]}
                    routes:
                    """.formatted(origin.url()) + routes.replace("DENY", "SAMEORIGIN"));
            await().until(() -> "SAMEORIGIN".equals(gateway.get("/a").field("X-Frame-Options")));
            assertThat(origin.heads())
                    .as("what is stored holds over the reload")
                    .hasSize(1);
        }
    }

    @Test
    void redirectsNeedNoPoolAndHttpsComesBeforeCredentials() throws Exception {
        try (WholeGateway gateway = gateway("""
                  - {path: /old, redirect: {status: 301, path: "/new{rest}"}, response-fields: {set: {X-Why: moved}}}
                  - {exact: /dir, redirect: {path: /dir/, query: drop}}
                  - {path: /secret, pool: app, to-https: {port: 8443}}
                  - {path: /secret/old, redirect: {path: /new}}
                """)) {
            RawClient.Answer moved = gateway.get("/old/a%20b?q=1");
            assertThat(moved.status()).isEqualTo(301);
            assertThat(moved.field("Location")).isEqualTo("http://app.test/new/a%20b?q=1");
            assertThat(moved.field("X-Why")).isEqualTo("moved");
            assertThat(moved.all("Cache-Status")).isEmpty();

            assertThat(gateway.get("/dir?x").field("Location")).isEqualTo("http://app.test/dir/");
            RawClient.Answer secure = gateway.get("/secret/a?b", "Authorization: Basic YTpi\n");
            assertThat(secure.status()).isEqualTo(308);
            assertThat(secure.field("Location")).isEqualTo("https://app.test:8443/secret/a?b");
            assertThat(gateway.get("/secret/a", "X-Forwarded-Proto: https\n").status())
                    .isEqualTo(401);
            assertThat(gateway.get("/secret/old").status())
                    .as("access control comes before redirects")
                    .isEqualTo(401);
            assertThat(origin.heads()).isEmpty();
        }
    }
}
