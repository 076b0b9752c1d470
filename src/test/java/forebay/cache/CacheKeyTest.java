package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CacheKeyTest {
    private static PlainUri uri(String path) {
        return PlainUri.of("http", "a.test", path, Optional.of("q"));
    }

    @Test
    void everyPartOfTheUriCounts() {
        PlainUri uri = uri("/x");
        assertThat(uri).isEqualTo(uri("/x")).hasSameHashCodeAs(uri("/x")).hasToString("http://a.test/x?q");
        assertThat(uri)
                .isNotEqualTo(uri("/y"))
                .isNotEqualTo(PlainUri.of("https", "a.test", "/x", Optional.of("q")))
                .isNotEqualTo(PlainUri.of("http", "b.test", "/x", Optional.of("q")))
                .isNotEqualTo(PlainUri.of("http", "a.test", "/x", Optional.empty()))
                .isNotEqualTo("http://a.test/x?q");
        assertThat(uri.scheme()).isEqualTo("http");
        assertThat(uri.authority()).isEqualTo("a.test");
        assertThat(uri.encodedPath()).isEqualTo("/x");
        assertThat(uri.query()).contains("q");
    }

    @Test
    void anEmptyQueryIsNotNone() {
        PlainUri empty = PlainUri.of("http", "a.test", "/x", Optional.of(""));
        assertThat(empty).hasToString("http://a.test/x?");
        assertThat(empty).isNotEqualTo(PlainUri.of("http", "a.test", "/x", Optional.empty()));
    }

    @Test
    void zoneAndRulesPartTheKeys() {
        CacheRules rules = new CacheRules("route", CacheRules.fingerprint("pool", "true"), CachePolicy.RFC, false, 1);
        CacheKey key = CacheKey.of(rules, uri("/x"));
        assertThat(key)
                .isEqualTo(CacheKey.of(rules.zone(), rules.fingerprint(), "", uri("/x")))
                .hasSameHashCodeAs(CacheKey.of(rules, uri("/x")));
        assertThat(key)
                .isNotEqualTo(CacheKey.of("other", rules.fingerprint(), "", uri("/x")))
                .isNotEqualTo(CacheKey.of("route", CacheRules.fingerprint("pool", "false"), "", uri("/x")))
                .isNotEqualTo(key.withUri(uri("/y")))
                .isNotEqualTo("route");
        assertThat(key.withUri(uri("/y")).withUri(uri("/x"))).isEqualTo(key);
        assertThat(key.uri()).isEqualTo(uri("/x"));
        assertThat(key).hasToString("route " + Long.toHexString(key.fingerprint()) + " http://a.test/x?q");
        assertThat(key.zone()).isEqualTo("route");
    }

    @Test
    void weightGrowsWithWhatIsHeld() {
        long shortest = CacheKey.of("r", 1, "", PlainUri.of("http", "a.test", "/", Optional.empty()))
                .weight();
        assertThat(shortest).isPositive();
        assertThat(CacheKey.of("r", 1, "p".repeat(10), PlainUri.of("http", "a.test", "/", Optional.empty()))
                        .weight())
                .isEqualTo(shortest + 10);
        assertThat(CacheKey.of(
                                "r",
                                1,
                                "",
                                PlainUri.of("http", "a.test", "/" + "x".repeat(20), Optional.of("q".repeat(30))))
                        .weight())
                .isEqualTo(shortest + 50);
    }

    @Test
    void everyPartGoesIntoTheHash() {
        CacheKey key = CacheKey.of("r", 1, "p", uri("/x"));
        assertThat(List.of(
                        key.hashCode(),
                        CacheKey.of("s", 1, "p", uri("/x")).hashCode(),
                        CacheKey.of("r", 2, "p", uri("/x")).hashCode(),
                        CacheKey.of("r", 1, "o", uri("/x")).hashCode(),
                        CacheKey.of("r", 1, "p", uri("/y")).hashCode()))
                .doesNotHaveDuplicates();
        assertThat(uri("/x").hashCode()).isNotEqualTo(uri("/y").hashCode());
    }

    @Test
    void keysWithTheSameHashAreToldApart() {
        Map<Integer, CacheKey> seen = new HashMap<>();
        PlainUri uri = uri("/x");
        long fingerprint = 0;
        CacheKey key = CacheKey.of("route", fingerprint, "", uri);
        // 32 bits: two of some hundred thousand fall together
        while (!seen.containsKey(key.hashCode())) {
            seen.put(key.hashCode(), key);
            fingerprint++;
            key = CacheKey.of("route", fingerprint, "", uri);
        }
        assertThat(key).isNotEqualTo(seen.get(key.hashCode()));
    }

    @Test
    void hashesAreTheSameInEveryProcess() {
        assertThat(CacheRules.fingerprint("pool", "true")).isEqualTo(0x26dd3d9077e28d72L);
        assertThat(uri("/x").stableHash()).isEqualTo(0x19dcdf8656556e42L);
    }

    @Property
    void partsDoNotRunIntoEachOther(@ForAll String one, @ForAll String other) {
        if (!other.isEmpty()) {
            assertThat(CacheRules.fingerprint(one, other)).isNotEqualTo(CacheRules.fingerprint(one + other, ""));
        }
    }
}
