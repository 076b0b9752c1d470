package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {
    @Holds("9110-7.6.1-2")
    @ParameterizedTest(name = "§7.6.1 {0}")
    @ValueSource(
            strings = {
                "Connection",
                "keep-alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "Proxy-Authentication-Info",
                "TE",
                "Trailer",
                "transfer-encoding",
                "Upgrade",
                "HTTP2-Settings"
            })
    void knownFieldsEndHere(String name) {
        assertThat(HopByHop.strip(Fields.of("A", "1", name, "x", "B", "2"))).isEqualTo(Fields.of("A", "1", "B", "2"));
    }

    @Holds("9110-7.6.1-1")
    @ParameterizedTest(name = "§7.6.1 Connection: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            X-Hop                | true
            x-hop                | true
            close, X-Hop         | true
            keep-alive ,X-Hop,   | true
            close                | false
            X-Hop-Other          | false
            """)
    void nominatedFieldsEndHere(String connection, boolean stripped) {
        Fields result = HopByHop.strip(Fields.of("X-Hop", "1", "Connection", connection));
        assertThat(result).isEqualTo(stripped ? Fields.EMPTY : Fields.of("X-Hop", "1"));
    }

    @ParameterizedTest(name = "§7.6.1 nominated {0} stays")
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Content-Type",
                "Authorization",
                "Cookie",
                "Set-Cookie",
                "Cache-Control",
                "Vary",
                "ETag",
                "Range",
                "If-None-Match",
                "X-Forwarded-For",
                "Forwarded",
                "X-Request-Id",
                "Via"
            })
    void aNominationOfWhatIsForEveryRecipientIsVoid(String name) {
        assertThat(HopByHop.strip(Fields.of(name, "1", "Connection", name))).isEqualTo(Fields.of(name, "1"));
    }

    @Test
    void severalConnectionLinesCount() {
        Fields fields = Fields.of("Connection", "a", "A", "1", "B", "2", "Connection", "b", "C", "3");
        assertThat(HopByHop.strip(fields)).isEqualTo(Fields.of("C", "3"));
    }
}
