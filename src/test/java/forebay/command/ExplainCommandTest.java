package forebay.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainCommandTest {
    @TempDir
    Path conf;

    private final Printed out = new Printed();
    private final Printed err = new Printed();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(conf.resolve("web.xml"), "<web-app/>");
        Files.writeString(conf.resolve("forebay.yaml"), """
                pools:
                  web: {upstreams: [{url: "http://a.example", weight: 3}, {url: "http://b.example"}]}
                  npm: {upstreams: [{url: "http://npm.example"}]}
                routes:
                  - {name: shop, host: shop.example, pool: web,
                     cache: {ttl: 5m, key: {query: {drop: [utm_*]}, cookies: [currency]}, compress: [gzip]}}
                  - {name: npm, path: /npm, pool: npm, let-in: [encoded-slash]}
                  - {name: live, path: /live, pool: web, cache: off}
                  - {name: beta, path: /live, pool: npm, when: {fields: [{name: X-Beta, is: "1"}], query: [{name: v}]}}
                """);
    }

    private int explain(String url, @Nullable String response, String... lines) throws IOException {
        Optional<Path> file = response == null
                ? Optional.empty()
                : Optional.of(Files.writeString(conf.resolve("response"), response.replace("; ", "\r\n") + "\r\n\r\n"));
        return ExplainCommand.run(
                conf,
                conf.resolve("web.xml"),
                url,
                List.of(lines),
                file,
                Instant.parse("2026-01-01T00:00:10Z"),
                out.stream,
                err.stream);
    }

    @Test
    void routePoolPolicyAndKey() throws IOException {
        assertThat(explain(
                        "HTTPS://Shop.example:443/a?utm_source=x&b=1#top",
                        null,
                        "Cookie: id=1; currency=EUR",
                        "X-Api-Key: fbk_x_y"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("request         GET https://shop.example/a?utm_source=x&b=1\n")
                .contains("route           shop\n")
                .contains("pool            web: http://a.example:80 (3), http://b.example:80 (1)\n")
                .contains("cache           on, with\n")
                .contains("  a lifetime of 5m where none is stated\n")
                .contains("caller          authenticated, if the credential is right\n")
                .containsPattern("key             shop [0-9a-f]+\\+c:currency=EUR https://shop.example/a\\?b=1\n")
                .contains("from the store  if a fitting response is there\n")
                .doesNotContain("fbk_x_y");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            200; Cache-Control: max-age=60; Age: 20                    | stored          yes, once it is complete
            200; Cache-Control: max-age=60; Age: 20                    | lifetime        60 s, stated by the response
            200; Cache-Control: max-age=60; Age: 20                    | fresh for       40 s from its receipt
            HTTP/1.1 200 OK; Content-Type: text/html                   | coded forms     yes
            HTTP/2 200; Cache-Control: no-store                        | stored          no: no-store
            200; Cache-Control: max-age=9; Vary: Accept-Language       | varies by       accept-language
            200; Cache-Control: max-age=9; Vary: *                     | stored          no: vary-any
            200; Cache-Control: max-age=9; Cache-Groups: "a", "b"      | groups          a, b
            200; Cache-Control: max-age=9; No-Vary-Search: key-order   | query counts    all but [] in any order
            """)
    void aResponse(String response, String line) throws IOException {
        assertThat(explain("http://shop.example/a", response))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains(line);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            http://any.example/npm/@a%2fb      | route           npm
            http://any.example/live/x          | cache           off
            http://any.example/other           | route           none: 404
            http://any.example/live/a%2fb      | refused         400, target-encoded-slash
            http://shop.example                | request         GET http://shop.example/
            """)
    void otherRequests(String url, String line) throws IOException {
        assertThat(explain(url, null)).as(err.toString()).isZero();
        assertThat(out.toString()).contains(line);
    }

    @Test
    void whyARouteIsChosen() throws IOException {
        assertThat(explain("http://any.example/live?v=1", null, "X-Beta: 1")).isZero();
        assertThat(out.toString())
                .contains("route           beta\n")
                .contains("chosen by       any host, /live and all below, field X-Beta is 1, query v is there\n");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            ftp://shop.example/a  | 200      | A: b | is no URL that can be explained
            http:///a             | 200      | A: b | names no host
            http://shop.example/  | OK; A: b | A: b | does not begin with a status
            http://shop.example/  | 200      | A b  | "A b" is no field line
            http://shop.example/  | 200; A b | A: b | "A b" is no field line
            """)
    void whatCanNotBeExplained(String url, String response, String line, String message) throws IOException {
        assertThat(explain(url, response, line)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("forebay: ").contains(message).doesNotContain("\tat ");
    }

    @Test
    void anErrorInTheConfigurationIsPrinted() throws IOException {
        Files.writeString(conf.resolve("forebay.yaml"), "pools: 1\n");
        assertThat(explain("http://shop.example/", null)).isEqualTo(1);
        assertThat(err.toString()).contains("forebay.yaml:1").doesNotContain("\tat ");
    }
}
