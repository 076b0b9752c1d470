package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.route.PathRewrite;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicCookieTest {
    private static final Optional<PathRewrite> REWRITE = Optional.of(new PathRewrite.Prefix("/shop", "/app"));

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b | a=b",
                "a=b; Path=/app; HttpOnly | a=b; Path=/shop; HttpOnly",
                "a=b;path = /app/x ;Secure | a=b;path =/shop/x;Secure",
                "a=Path=/app; Expires=Wed, 01 Jan 2031 00:00:00 GMT | a=Path=/app; Expires=Wed, 01 Jan 2031 00:00:00 GMT",
                "a=b; Path=/ | a=b; Path=/",
                "a=b; Path=/apple | a=b; Path=/apple",
                "a=b; Path | a=b; Path",
                "a=b; Domain=app.internal; Path=/app | a=b; Path=/shop",
                "a=b; Domain=.INTERNAL | a=b",
                "a=b; Domain=example; Secure | a=b; Domain=example; Secure",
                "a=b; Domain=elsewhere.test | a=b; Domain=elsewhere.test",
                "a=b; Domain= | a=b; Domain=",
                "__Host-a=b; Path=/ | __Host-a=b; Path=/",
                "__host-a=b; Path=/app | __host-a=b; Path=/app",
                "a=b;; Path=/app; | a=b;; Path=/shop;",
            })
    void pathAndDomainAreThoseThatClientsKnow(String sent, String known) {
        assertThat(PublicCookie.of(sent, REWRITE, "shop.example:8443", URI.create("http://app.internal:8080")))
                .isEqualTo(known);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b; Path=/app | a=b; Path=/app",
                "a=b; Domain=app.internal | a=b",
            })
    void withoutARewrittenPathOnlyTheDomainIsChanged(String sent, String known) {
        assertThat(PublicCookie.of(sent, Optional.empty(), "[::1]:80", URI.create("http://app.internal:8080")))
                .isEqualTo(known);
    }
}
