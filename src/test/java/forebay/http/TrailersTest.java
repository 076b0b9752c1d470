package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields may stand in a trailer section (RFC 9110 §6.5.1). */
class TrailersTest {
    @ParameterizedTest(name = "§6.5.1 {0}")
    @ValueSource(
            strings = {
                "Content-Length",
                "Transfer-Encoding",
                "Trailer",
                "TE",
                "Host",
                "Max-Forwards",
                "Cache-Control",
                "Expect",
                "Pragma",
                "Range",
                "If-None-Match",
                "if-range",
                "Authorization",
                "Proxy-Authorization",
                "WWW-Authenticate",
                "Cookie",
                "Set-Cookie",
                "Age",
                "Expires",
                "Date",
                "Location",
                "Retry-After",
                "Vary",
                "Content-Encoding",
                "content-type",
                "Content-Range",
                "Connection",
                "Keep-Alive",
                "Upgrade",
                "content_length",
                "IF_MATCH"
            })
    void ofAHeadAlone(String name) {
        assertThat(Trailers.mayPass(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Sum", "grpc-status", "ETag", "Content-Digest", "Server-Timing", "Iffy", "If"})
    void ofATrailerSection(String name) {
        assertThat(Trailers.mayPass(name)).isTrue();
    }

    @Test
    void theOthersStayInOrder() {
        assertThat(Trailers.passedOn(Fields.of("X-A", "1", "Host", "x", "X-B", "2", "X-A", "3")))
                .isEqualTo(Fields.of("X-A", "1", "X-B", "2", "X-A", "3"));
    }

    @Test
    void whatIsAnnounced() {
        Fields head = Fields.of("Trailer", "X-Sum, Host,, no token", "trailer", "X-Of");
        assertThat(Trailers.announced(head)).containsExactly("X-Sum", "X-Of");
        assertThat(Trailers.announced(Fields.EMPTY)).isEmpty();
    }
}
