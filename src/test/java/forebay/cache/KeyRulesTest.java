package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy.KeyRules;
import forebay.http.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRulesTest {
    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank()
                ? List.of()
                : Arrays.asList(text.strip().split(" "));
    }

    private static KeyRules keep(String... names) {
        return new KeyRules(Optional.of(List.of(names)), List.of(), false, List.of(), List.of());
    }

    private static KeyRules drop(String... names) {
        return new KeyRules(Optional.empty(), List.of(names), false, List.of(), List.of());
    }

    private static KeyRules sort() {
        return new KeyRules(Optional.empty(), List.of(), true, List.of(), List.of());
    }

    private static CacheKey key(KeyRules rules, String query, String... fields) {
        CacheRules route = new CacheRules("r", 1, CachePolicy.RFC.withKey(rules), false, 1);
        PlainUri uri = PlainUri.of("http", "a.test", "/x", Optional.ofNullable(query));
        return CacheKey.of(route, uri, Fields.of(fields));
    }

    @ParameterizedTest(name = "keep {0}: {1}")
    @CsvSource(nullValues = "none", textBlock = """
            id page,   id=1&utm_source=x&page=2,  id=1&page=2
            id,        page=2&id=1&id=2,          id=1&id=2
            id,        page=2,                    none
            '',        page=2,                    none
            '',        none,                      none
            id,        id,                        id
            id,        id=,                       id=
            id,        ID=1,                      none
            id,        %69d=1,                    %69d=1
            i%64,      id=1,                      id=1
            f[],       f[]=1,                     f[]=1
            f%5B%5D,   f%5b%5d=1&f[]=2,           f%5b%5d=1
            a*,        a=1&ab=2&b=3,              a=1&ab=2
            id,        x=1;id=2,                  x=1;id=2
            id,        ;x=1,                      ;x=1
            """)
    void keptParameters(String names, @Nullable String query, @Nullable String counts) {
        assertThat(key(keep(words(names).toArray(String[]::new)), query).uri().query())
                .isEqualTo(Optional.ofNullable(counts));
    }

    @ParameterizedTest(name = "drop {0}: {1}")
    @CsvSource(nullValues = "none", textBlock = """
            utm_* fbclid, utm_source=a&id=1&fbclid=2&utm_x=3, id=1
            utm_*,        %75tm%5Fx=1&id=1,                   id=1
            utm_*,        utm%2Ax=1,                          utm%2Ax=1
            utm_*,        id=utm_x,                           id=utm_x
            utm_*,        utm_x=1,                            none
            utm_*,        utm_x=1;id=2&a=1,                   utm_x=1;id=2&a=1
            a,            a=1&&b=2,                           &b=2
            a,            '',                                 ''
            a,            none,                               none
            a,            b=%61&a=%26b,                       b=%61
            a,            A=1,                                A=1
            a,            b=1+2&b=1%202,                      b=1+2&b=1%202
            """)
    void droppedParameters(String names, @Nullable String query, @Nullable String counts) {
        assertThat(key(drop(words(names).toArray(String[]::new)), query).uri().query())
                .isEqualTo(Optional.ofNullable(counts));
    }

    @ParameterizedTest(name = "sort {0}")
    @CsvSource(textBlock = """
            b=1&a=2,                 a=2&b=1
            a=2&a=1,                 a=2&a=1
            b=1&a=2&b=0,             a=2&b=1&b=0
            %61=2&b=1&a=1,           %61=2&a=1&b=1
            A=2&b=1&a=1,             A=2&a=1&b=1
            b=1&a[1]=x&a%5B0%5D=y,   a[1]=x&a%5B0%5D=y&b=1
            b=1&a+c=1&a%20c=0,       a+c=1&a%20c=0&b=1
            b=1;a=2&a=3,             b=1;a=2&a=3
            ;b=1&1=2,                ;b=1&1=2
            b&a=,                    a=&b
            '',                      ''
            """)
    void sortedParameters(String query, String counts) {
        assertThat(key(sort(), query).uri().query()).contains(counts);
    }

    @Test
    void rulesSayWhatOfARequestTheyRead() {
        KeyRules fields = new KeyRules(Optional.empty(), List.of(), false, List.of("x-a"), List.of());
        KeyRules cookies = new KeyRules(Optional.empty(), List.of(), false, List.of(), List.of("c"));
        assertThat(List.of(fields, cookies)).allMatch(KeyRules::ofRequest).noneMatch(KeyRules::ofQuery);
        assertThat(List.of(keep("a"), drop("a"), sort()))
                .allMatch(KeyRules::ofQuery)
                .noneMatch(KeyRules::ofRequest);
    }

    @Test
    void withoutRulesTheUriStays() {
        PlainUri uri = PlainUri.of("http", "a.test", "/x", Optional.of("b&a"));
        assertThat(uri.as(KeyRules.NONE)).isSameAs(uri);
    }

    @Provide
    Arbitrary<String> queries() {
        return Arbitraries.strings().withChars("ab=&;%26[]+_").ofMaxLength(24);
    }

    @Property
    void rulesAppliedTwiceChangeNothingMore(@ForAll("queries") String query) {
        for (KeyRules rules : List.of(keep("a"), drop("a*", "b"), sort())) {
            PlainUri once = key(rules, query).uri();
            assertThat(once.as(rules)).isEqualTo(once);
        }
    }

    /** Sorting moves whole parameters and loses none. */
    @Property
    void sortingOnlyMoves(@ForAll("queries") String query) {
        String sorted = key(sort(), query).uri().query().orElseThrow();
        assertThat(sorted.split("&", -1)).containsExactlyInAnyOrder(query.split("&", -1));
    }

    private static KeyRules parts(List<String> fields, List<String> cookies) {
        return new KeyRules(Optional.empty(), List.of(), false, fields, cookies);
    }

    @Test
    void fieldsAndCookiesPartTheKeys() {
        KeyRules rules = parts(List.of("x-tenant"), List.of("c", "d"));
        CacheKey none = key(rules, "q");

        assertThat(none.parts()).isEmpty();
        assertThat(List.of(
                        none,
                        key(rules, "q", "X-Tenant", ""),
                        key(rules, "q", "X-Tenant", "a"),
                        key(rules, "q", "X-Tenant", "a&c:c=1"),
                        key(rules, "q", "X-Tenant", "a b"),
                        key(rules, "q", "X-Tenant", "a", "Cookie", "c=1"),
                        key(rules, "q", "Cookie", "c=1"),
                        key(rules, "q", "Cookie", "c"),
                        key(rules, "q", "Cookie", "c=1; c=2"),
                        key(rules, "q", "Cookie", "c=2; c=1"),
                        key(rules, "q", "Cookie", "d=1"),
                        key(rules, "q", "Cookie", "c=1; d=1")))
                .doesNotHaveDuplicates();
        assertThat(key(rules, "q", "X-Tenant", "a", "Cookie", "x=9; c=1").toString())
                .isEqualTo("r 1+f:x-tenant=a&c:c=1 http://a.test/x?q");
    }

    @Test
    void whatTheRulesDoNotNameDoesNotCount() {
        KeyRules rules = parts(List.of("x-tenant"), List.of("c"));

        assertThat(key(rules, "q", "X-Other", "a", "Cookie", "C=1; session=2; cc=3"))
                .isEqualTo(key(rules, "q"));
        assertThat(key(KeyRules.NONE, "q", "X-Tenant", "a", "Cookie", "c=1")).isEqualTo(key(KeyRules.NONE, "q"));
    }

    @Test
    void linesOfAFieldCountAsOneValue() {
        KeyRules rules = parts(List.of("x-tenant"), List.of("c"));

        assertThat(key(rules, "q", "X-Tenant", "a", "x-tenant", "b")).isEqualTo(key(rules, "q", "X-TENANT", "a, b"));
        assertThat(key(rules, "q", "Cookie", "c=1", "cookie", "c=2")).isEqualTo(key(rules, "q", "Cookie", "c=1;c=2"));
    }

    @Test
    void clientsCanNotMakeKeysLarge() {
        KeyRules rules = parts(List.of("x-tenant"), List.of());
        CacheKey large = key(rules, "q", "X-Tenant", "a".repeat(30_000));

        assertThat(large.parts()).hasSize(66);
        String longest = "A".repeat(256 - "f:x-tenant=".length());
        assertThat(key(rules, "q", "X-Tenant", longest).parts()).isEqualTo("f:x-tenant=" + longest);
        assertThat(key(rules, "q", "X-Tenant", longest + "A").parts()).startsWith("h:");
        assertThat(large).isNotEqualTo(key(rules, "q", "X-Tenant", "a".repeat(30_001)));
    }

    @Property
    void textsAreUniqueAndHaveNoSpace(@ForAll String one, @ForAll String other) {
        KeyRules rules = parts(List.of("a", "b"), List.of());
        String text = key(rules, "q", "a", one, "b", other).parts();

        assertThat(text).doesNotContain(" ", "+");
        if (!other.isEmpty()) {
            assertThat(text)
                    .isNotEqualTo(key(rules, "q", "a", one + other, "b", "").parts());
        }
    }
}
