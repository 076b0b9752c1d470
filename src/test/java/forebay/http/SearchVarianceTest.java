package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** draft-ietf-httpbis-no-vary-search: "Parsing" and "Comparing", with the draft's own examples. */
class SearchVarianceTest {
    private static SearchVariance of(String value) {
        return SearchVariance.of(Fields.of("No-Vary-Search", value));
    }

    private static boolean equivalent(SearchVariance variance, @Nullable String one, @Nullable String other) {
        Optional<String> a = variance.canonical(Optional.ofNullable(one));
        return a.isPresent() && a.equals(variance.canonical(Optional.ofNullable(other)));
    }

    @ParameterizedTest(name = "§Parsing {0}")
    @ValueSource(
            strings = {
                "unknown-key",
                "key-order=\"not a boolean\"",
                "key-order=1",
                "params=\"not a boolean or inner list\"",
                "params=(not-a-string)",
                "params=(\"a\" 1)",
                "params=(\"a\"), except=(\"x\")",
                "params=(), except=()",
                "params=?0, except=(\"x\")",
                "params, except=(not-a-string)",
                "params, except=\"not an inner list\"",
                "params, except=?1",
                "except=(\"x\")",
                "except=()",
                "params=?0",
                "params=()",
                "key-order=?0",
                "",
                "params=(",
                "Params",
                "\"a\"",
                "params,"
            })
    void theDefault(String value) {
        assertThat(of(value).isDefault()).isTrue();
        assertThat(SearchVariance.of(Fields.EMPTY).isDefault()).isTrue();
    }

    @ParameterizedTest(name = "§Parsing {0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            params=?1                            | params
            key-order=?1                         | key-order
            params, key-order, except=("x")      | key-order, params, except=("x")
            params=("a" "b")                     | params=("b" "a" "a")
            params=("a");x=1, new-key=5          | params=("a";y)
            params=?0, key-order                 | key-order
            params=("b"), params=("a")           | params=("a")
            params=("%C3%A9+%E6%B0%97")          | params=("%c3%a9%20%E6%B0%97")
            """)
    void oneMeaning(String value, String conventional) {
        assertThat(of(value)).isEqualTo(of(conventional)).hasSameHashCodeAs(of(conventional));
        assertThat(of(value).isDefault()).isFalse();
    }

    @ParameterizedTest(name = "§Parsing lines are one value")
    @ValueSource(strings = {"params"})
    void lines(String first) {
        assertThat(SearchVariance.of(Fields.of("No-Vary-Search", first, "no-vary-search", "except=(\"x\")")))
                .isEqualTo(of("params, except=(\"x\")"));
    }

    @ParameterizedTest(name = "§Comparing {0}: {1}, {2}: {3}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            key-order                | none          | ''             | true
            key-order                | a=x           | %61=%78        | true
            key-order                | a=%f6         | a=%ef%bf%bd    | true
            key-order                | a=x&&&&       | a=x            | true
            key-order                | a=            | a              | true
            key-order                | a=%20         | a=+            | true
            key-order                | b=1&a=2       | a=2&b=1        | true
            key-order                | a=2&a=1       | a=1&a=2        | false
            key-order                | a=1           | A=1            | false
            params=("utm")           | utm=1&a=2     | a=2            | true
            params=("utm")           | utm=1&utm=2   | none           | true
            params=("utm")           | b=1&a=2       | a=2&b=1        | false
            params=("utm"), key-order| b=1&utm&a=2   | a=2&b=1        | true
            params=("utm")           | UTM=1         | none           | false
            params=("%C3%A9+%E6%B0%97") | %C3%A9%20%E6%B0%97=3 | none | true
            params                   | a=1           | b=2            | true
            params, except=("id")    | id=1&x=2      | y=3&id=1       | true
            params, except=("id")    | id=1          | id=2           | false
            params, except=("id")    | id=1          | none           | false
            params, except=("id" "n")| id=1&n=2      | n=2&id=1       | false
            params, except=("id" "n"), key-order | id=1&n=2 | n=2&id=1 | true
            params=("x")             | a=1%26b=2     | a=1&b=2        | false
            params=("x")             | a=b=c         | a=b%3Dc        | true
            params=("")              | =1&a=2        | a=2            | true
            key-order                | =a            | =b             | false
            key-order                | =a            | %3Da           | false
            """)
    void comparing(String value, @Nullable String one, @Nullable String other, boolean equivalent) {
        assertThat(equivalent(of(value), one, other)).isEqualTo(equivalent);
        assertThat(equivalent(of(value), other, one)).isEqualTo(equivalent);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "params=(\"a\")             | all but [a]",
                "params, except=(\"a\")     | only [a]",
                "params, key-order          | only [] in any order"
            })
    void asTextItSaysWhatCounts(String value, String text) {
        assertThat(of(value)).hasToString(text);
        assertThat(of(value).hashCode()).isNotEqualTo(SearchVariance.DEFAULT.hashCode());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"é=1", "a=ö", "a=\u0080"})
    void octetsThatAreNoAsciiAreNotCompared(String query) {
        assertThat(of("params").canonical(Optional.of(query))).isEmpty();
    }

    @Property
    void nothingMakesItThrow(@ForAll String value, @ForAll String query) {
        SearchVariance variance = of(value);
        variance.canonical(Optional.of(query));
        assertThat(of("params").canonical(Optional.of(query)).orElse("")).isEmpty();
    }
}
