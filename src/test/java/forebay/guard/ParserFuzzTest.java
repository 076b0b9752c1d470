package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import forebay.support.FuzzedParser;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tells who asks for what; the profile {@code fuzz} gives each parser a million inputs. */
class ParserFuzzTest {
    private static final TrustedProxies TRUSTED = TrustedProxies.of(List.of("10.0.0.0/8", "2001:db8::/32"));
    private static final InetAddress PROXY = IpAddresses.parse("10.0.0.1").orElseThrow();

    private static final List<String> AUTHORITIES = List.of(
            "a.test", "A", ".", "-", "_", ":", ":80", ":0", ":99999", "[", "]", "[::1]", "::", "fe80", "%25", "@",
            "1.2.3.4");
    private static final List<String> ADDRESSES = List.of(
            "10.0.0.1",
            "192.0.2.7",
            "1",
            ".",
            "01",
            "256",
            ":",
            "::",
            "::ffff:",
            "2001:db8",
            "[",
            "]",
            "[2001:db8::1]",
            ":4711",
            ", ",
            ",",
            "for=",
            "For=\"",
            "\"",
            ";",
            "proto=https",
            "host=a",
            "unknown",
            "_x",
            " ",
            "\\");

    static Stream<FuzzedParser> parsers() {
        return Stream.of(
                new FuzzedParser("authorities", AUTHORITIES, ParserFuzzTest::authority),
                new FuzzedParser("addresses", ADDRESSES, ParserFuzzTest::address),
                new FuzzedParser("X-Forwarded-For", ADDRESSES, text -> chain("X-Forwarded-For", text)),
                new FuzzedParser("Forwarded", ADDRESSES, text -> chain("Forwarded", text)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void nothing_sent_breaks_it(FuzzedParser parser) {
        parser.readsInputs();
    }

    @Tag("fuzz")
    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void time_grows_with_the_length(FuzzedParser parser) {
        parser.readsInLinearTime();
    }

    /** One that was read is the same when it is written and read again, and without the scheme's port. */
    private static void authority(String text) {
        Authority.parse(text).ifPresent(authority -> {
            assertThat(Authority.parse(authority.text("https")).map(again -> again.text("https")))
                    .contains(authority.text("https"));
            assertThat(authority.text("http")).doesNotContain("@", "/", " ").isLowerCase();
        });
    }

    private static void address(String text) {
        IpAddresses.parse(text)
                .ifPresent(address ->
                        assertThat(IpAddresses.parse(address.getHostAddress())).contains(address));
    }

    /** The client is the peer or the first of the chain; all behind it are trusted. */
    private static void chain(String name, String text) {
        ForwardingChain chain =
                ForwardingChain.read(Fields.of(name, text), PROXY, TRUSTED).orElseThrow();
        assertThat(chain.client())
                .isEqualTo(chain.chain().isEmpty() ? PROXY : chain.chain().get(0));
        assertThat(chain.chain().stream().skip(1)).allMatch(TRUSTED::trust);
    }
}
