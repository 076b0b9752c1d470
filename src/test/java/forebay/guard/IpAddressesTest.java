package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "10.20.30.199, 10.20.30.199",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
        "::ffff:192.0.2.7, 192.0.2.7"
    })
    void readsLiterals(String text, String address) {
        assertThat(IpAddresses.parse(text)).map(InetAddress::getHostAddress).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "...",
                "1",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                "256.0.0.1",
                "1.2.3.300",
                "01.2.3.4",
                "1.2.3.00",
                "1.2.3.0x4",
                "1.2.3.-4",
                "1.2.3.+4",
                "1.2.3. 4",
                "1.2.3.4444",
                "1.2.3.٤",
                "[1.2.3.4]",
                "localhost",
                "fe80::1%eth0",
                "1:2",
                "[::1",
                "g::1"
            })
    void readsNothingElse(String text) {
        assertThat(IpAddresses.parse(text)).isEmpty();
    }
}
