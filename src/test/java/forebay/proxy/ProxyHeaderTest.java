package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of the PROXY protocol's header, as proxy-protocol.txt §2.2 lays them out. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static String hex(ByteBuffer header) {
        byte[] bytes = new byte[header.remaining()];
        header.get(bytes);
        assertThat(bytes.length).isLessThanOrEqualTo(52);
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 198.51.100.2 | 2111 000c c0000201 c6336402 0000 1f90",
                "2001:db8::1 | 2001:db8::2 | 2121 0024 20010db8000000000000000000000001"
                        + " 20010db8000000000000000000000002 0000 1f90",
                "192.0.2.1 | 2001:db8::2 | 2111 000c c0000201 00000000 0000 0000",
                "2001:db8::1 | 198.51.100.2 | 2121 0024 20010db8000000000000000000000001"
                        + " 00000000000000000000000000000000 0000 0000",
                "::ffff:192.0.2.1 | 198.51.100.2 | 2111 000c c0000201 c6336402 0000 1f90",
            })
    void aClientIsNamedByAddresses(String client, String upstream, String expected) throws Exception {
        ByteBuffer header = ProxyHeader.of(
                InetAddress.getByName(client), new InetSocketAddress(InetAddress.getByName(upstream), 8080));
        assertThat(hex(header)).isEqualTo(SIGNATURE + expected.replace(" ", ""));
    }

    @Test
    void anUpstreamWithoutAnAddressIsNotNamed() throws Exception {
        ByteBuffer header = ProxyHeader.of(
                InetAddress.getByName("192.0.2.1"), InetSocketAddress.createUnresolved("app.internal", 8080));
        assertThat(hex(header)).isEqualTo(SIGNATURE + "2111000cc0000201000000000000" + "0000");
    }

    @Test
    void whatTheGatewayDoesForItselfHasNoAddresses() {
        assertThat(hex(ProxyHeader.local())).isEqualTo(SIGNATURE + "20000000");
    }
}
