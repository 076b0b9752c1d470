package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterimRelayTest {
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "OFF, HTTP/2.0, false",
        "OFF, HTTP/1.1, false",
        "HTTP2, HTTP/2.0, true",
        "HTTP2, HTTP/2, true",
        "HTTP2, HTTP/1.1, false",
        "HTTP2, HTTP/1.0, false",
        "ALL, HTTP/2.0, true",
        "ALL, HTTP/1.1, true",
        "ALL, HTTP/1.0, false"
    })
    void reachesClientsThatHaveThem(InterimRelay relay, String protocol, boolean reached) {
        assertThat(relay.reaches(protocol)).isEqualTo(reached);
        assertThat(relay.word()).isEqualTo(relay.name().toLowerCase(java.util.Locale.ROOT));
    }
}
