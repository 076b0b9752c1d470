package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy.ClientDirectives;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.CachePolicy.KeyRules;
import forebay.cache.CachePolicy.Lifetimes;
import forebay.cache.CachePolicy.SetCookie;
import forebay.cache.CachePolicy.Stale;
import forebay.cache.CachePolicy.TagFields;
import forebay.http.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CachePolicyTest {
    private static final CachePolicy RFC = CachePolicy.RFC;
    private static final Lifetimes LIFETIMES =
            new Lifetimes(Optional.of(Duration.ofSeconds(1)), 0, Duration.ZERO, Optional.empty());
    private static final Stale STALE = new Stale(Duration.ZERO, Duration.ZERO, Duration.ZERO, true);
    private static final KeyRules KEY = new KeyRules(Optional.empty(), List.of("a"), false, List.of(), List.of());

    private static Arguments change(UnaryOperator<CachePolicy> change, String component) {
        return Arguments.of(change, component);
    }

    /** A change, and the component that it leaves. */
    static Stream<Arguments> changes() {
        return Stream.of(
                change(rfc -> rfc.withEnabled(false), "enabled=false"),
                change(rfc -> rfc.withShareAuthenticated(true), "shareAuthenticated=true"),
                change(rfc -> rfc.withSetCookie(SetCookie.STRIP), "setCookie=STRIP"),
                change(rfc -> rfc.withClientDirectives(ClientDirectives.LIMIT), "clientDirectives=LIMIT"),
                change(rfc -> rfc.withTargets(List.of("x")), "targets=[x]"),
                change(rfc -> rfc.withLifetimes(LIFETIMES), "lifetimes=" + LIFETIMES),
                change(rfc -> rfc.withStale(STALE), "stale=" + STALE),
                change(rfc -> rfc.withKey(KEY), "key=" + KEY),
                change(rfc -> rfc.withCompression(List.of(ContentCoding.GZIP)), "compression=[GZIP]"),
                change(rfc -> rfc.withTagFields(TagFields.PASS), "tagFields=PASS"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("changes")
    void aCopyDiffersInOneComponent(UnaryOperator<CachePolicy> change, String component) {
        CachePolicy copy = change.apply(RFC);
        String name = component.substring(0, component.indexOf('=') + 1);
        String text = RFC.toString();
        int from = text.indexOf(name);
        String before = text.substring(0, from);
        assertThat(copy.toString()).startsWith(before + component);
        int length = copy.toString().length() - before.length() - component.length();
        assertThat(text).endsWith(copy.toString().substring(copy.toString().length() - length));
        assertThat(copy).isNotEqualTo(RFC);
    }

    @Test
    void tagsAreForCachesUnlessTheOperatorLetsThemPass() {
        Fields tagged = Fields.of("Cache-Tag", "a", "X", "1", "Surrogate-Key", "b", "Cache-Groups", "\"c\"");
        assertThat(RFC.forClients(tagged)).isEqualTo(Fields.of("X", "1", "Cache-Groups", "\"c\""));
        assertThat(RFC.withTagFields(TagFields.PASS).forClients(tagged)).isSameAs(tagged);
        Fields plain = Fields.of("X", "1");
        assertThat(RFC.forClients(plain)).isSameAs(plain);
    }

    @Test
    void offIsTheSameButForBeingOff() {
        assertThat(CachePolicy.OFF.enabled()).isFalse();
        assertThat(CachePolicy.OFF.withEnabled(true)).isEqualTo(RFC);
    }
}
