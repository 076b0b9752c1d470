package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CacheStatusTest {
    private static final CacheStatus FULL = new CacheStatus(
            false,
            Optional.of(CacheStatus.Forward.STALE),
            OptionalInt.of(304),
            true,
            Optional.of(true),
            OptionalLong.of(-5),
            Optional.of("route 1 http://a.test/\"\\é"),
            Optional.of("stale"));

    @Test
    void aHit() {
        assertThat(CacheStatus.served(30).render("Forebay", false)).isEqualTo("Forebay; hit; ttl=30");
        assertThat(CacheStatus.served(-30).render("Forebay", false)).isEqualTo("Forebay; hit; ttl=-30");
    }

    @Test
    void whatIsLearnedOnTheWayIsAdded() {
        CacheStatus learned = CacheStatus.forwarded(CacheStatus.Forward.MISS)
                .withForwardStatus(200)
                .withStored(true)
                .withCollapsed(false)
                .withTtl(5)
                .withKey(" ~\u007f")
                .withDetail("a\u001f");
        assertThat(learned.render("Forebay", true))
                .isEqualTo("Forebay; fwd=miss; fwd-status=200; ttl=5; stored; collapsed=?0"
                        + "; key=\" ~?\"; detail=\"a?\"");
    }

    @ParameterizedTest(name = "§2.2 {0}")
    @EnumSource
    void aForward(CacheStatus.Forward reason) {
        assertThat(CacheStatus.forwarded(reason).render("Forebay", true)).isEqualTo("Forebay; fwd=" + reason.word());
    }

    @Test
    @Holds("9211-2.7-1")
    void keyAndDetailAreForOperators() {
        assertThat(FULL.render("Forebay", false))
                .isEqualTo("Forebay; fwd=stale; fwd-status=304; ttl=-5; stored; collapsed");
        assertThat(FULL.render("Forebay", true))
                .isEqualTo("Forebay; fwd=stale; fwd-status=304; ttl=-5; stored; collapsed"
                        + "; key=\"route 1 http://a.test/\\\"\\\\?\"; detail=\"stale\"");
    }

    @Test
    @Holds("9211-2-2")
    void aNameThatIsNoTokenIsQuoted() {
        assertThat(CacheStatus.served(1).render("my cache", false)).isEqualTo("\"my cache\"; hit; ttl=1");
        assertThat(CacheStatus.served(1).render("1", false)).isEqualTo("\"1\"; hit; ttl=1");
        assertThat(CacheStatus.served(1).render("", false)).isEqualTo("\"\"; hit; ttl=1");
        assertThat(CacheStatus.served(1).render("a.test:80/x", false)).isEqualTo("a.test:80/x; hit; ttl=1");
    }

    @ParameterizedTest(name = "RFC 8941 §3.3.4 {0}")
    @CsvSource({
        "a, true",
        "z, true",
        "A, true",
        "Z, true",
        "*, true",
        "*a, true",
        "a0-:/, true",
        "`, false",
        "{, false",
        "@, false",
        "[, false",
        "-a, false",
        ":a, false",
        "a b, false",
        "a=b, false"
    })
    void aStructuredTokenBeginsWithALetterOrAStar(String name, boolean token) {
        assertThat(Tokens.isStructuredToken(name)).isEqualTo(token);
    }

    @Property
    void itIsAlwaysAStructuredField(@ForAll String name, @ForAll String key) {
        CacheStatus status = new CacheStatus(
                false,
                Optional.of(CacheStatus.Forward.MISS),
                OptionalInt.empty(),
                false,
                Optional.of(false),
                OptionalLong.empty(),
                Optional.of(key),
                Optional.empty());
        assertThat(Parser.parseList(status.render(name, true)).get()).hasSize(1);
    }
}
