package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.http.Fields;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingChainTest {
    private static final TrustedProxies TRUSTED = TrustedProxies.of(List.of("10.0.0.0/8", "2001:db8::/32"));

    @ParameterizedTest(name = "{1} from {0}: the client is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7 | 1.1.1.1 | 192.0.2.7",
                "10.0.0.1 | 1.1.1.1 | 1.1.1.1",
                "10.0.0.1 | 6.6.6.6, 1.1.1.1 | 1.1.1.1",
                "10.0.0.1 | 6.6.6.6, 1.1.1.1, 10.9.9.9 | 1.1.1.1",
                "10.0.0.1 | 10.3.3.3, 10.9.9.9 | 10.3.3.3",
                "10.0.0.1 | unknown, 10.9.9.9 | 10.9.9.9",
                "10.0.0.1 | 1.1.1.1, unknown | 10.0.0.1",
                "10.0.0.1 | 1.1.1.1:4711 | 1.1.1.1",
                "10.0.0.1 | [2001:dead::1]:4711 | 2001:dead:0:0:0:0:0:1",
                "10.0.0.1 | 2001:dead::1 | 2001:dead:0:0:0:0:0:1",
                "10.0.0.1 | 6.6.6.6, 2001:db8::9 | 6.6.6.6",
                "10.0.0.1 | ::ffff:1.1.1.1 | 1.1.1.1",
                "10.0.0.1 | 6.6.6.6, ::ffff:10.1.2.3 | 6.6.6.6",
                "::ffff:10.0.0.1 | 1.1.1.1 | 1.1.1.1",
                "10.0.0.1 | localhost | 10.0.0.1",
                "10.0.0.1 | 010.1.1.1 | 10.0.0.1",
                "10.0.0.1 | 1.1 | 10.0.0.1",
                "10.0.0.1 | , , | 10.0.0.1"
            })
    void isReadFromTheRight(String peer, String forwardedFor, String client) {
        assertThat(read(peer, Fields.of("X-Forwarded-For", forwardedFor))
                        .client()
                        .getHostAddress())
                .isEqualTo(client);
    }

    @ParameterizedTest(name = "RFC 7239 §4: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "for=1.1.1.1 | 1.1.1.1",
                "For=\"1.1.1.1:80\";proto=https | 1.1.1.1",
                "for=\"[2001:dead::1]\" | 2001:dead:0:0:0:0:0:1",
                "for=6.6.6.6, for=1.1.1.1, for=10.2.2.2 | 1.1.1.1",
                "for=6.6.6.6, for=_hidden | 10.0.0.1",
                "x=\"a;for=6.6.6.6\";for=1.1.1.1 | 1.1.1.1",
                "for=1.1.1.1;x=\"a;for=6.6.6.6\" | 1.1.1.1",
                "for=1.1.1.1;x=\"a\\\";for=6.6.6.6\" | 1.1.1.1",
                "for=6.6.6.6, proto=https | 10.0.0.1",
                "for=\"6.6.6.6, for=1.1.1.1 | 10.0.0.1"
            })
    void readsForwarded(String forwarded, String client) {
        assertThat(read("10.0.0.1", Fields.of("Forwarded", forwarded)).client().getHostAddress())
                .isEqualTo(client);
    }

    @Test
    void takesSchemeAndAuthorityFromTheNearestProxy() {
        ForwardingChain chain = read(
                "10.0.0.1",
                Fields.of("Forwarded", "for=1.1.1.1;proto=gopher;host=a, for=10.2.2.2;proto=https;host=\"b:8443\""));

        assertThat(chain.scheme()).contains("https");
        assertThat(chain.authority()).contains("b:8443");
        assertThat(read("10.0.0.1", Fields.of("X-Forwarded-Proto", "http, https"))
                        .scheme())
                .contains("https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "192.0.2.7", "::1", "2001:db8::/32", "127.0.0.0/8"})
    void blocksAreAddressesOrPrefixes(String block) {
        assertThat(TrustedProxies.problem(block)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.*", "[::1]", "1.2.3", "::1/129"})
    void otherBlocksAreRefused(String block) {
        assertThat(TrustedProxies.problem(block)).isPresent();
        assertThatThrownBy(() -> TrustedProxies.of(List.of(block))).isInstanceOf(IllegalArgumentException.class);
    }

    private static ForwardingChain read(String peer, Fields fields) {
        InetAddress address = IpAddresses.parse(peer).orElseThrow();
        return ForwardingChain.read(fields, address, TRUSTED).orElseThrow();
    }
}
