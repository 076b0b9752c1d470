package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
    @Holds({"9110-8.8.3.2-1", "9110-8.8.3.2-2"})
    @ParameterizedTest(name = "§8.8.3.2 {0} and {1}")
    @CsvSource(quoteCharacter = '`', textBlock = """
            W/"1", W/"1", false, true
            W/"1", W/"2", false, false
            W/"1", "1",   false, true
            "1",   "1",   true,  true
            "1",   "2",   false, false
            """)
    void compares(String one, String other, boolean strongly, boolean weakly) {
        EntityTag first = EntityTag.parse(one).orElseThrow();
        EntityTag second = EntityTag.parse(other).orElseThrow();
        assertThat(first.stronglyEquals(second)).isEqualTo(strongly);
        assertThat(second.stronglyEquals(first)).isEqualTo(strongly);
        assertThat(first.weaklyEquals(second)).isEqualTo(weakly);
        assertThat(second.weaklyEquals(first)).isEqualTo(weakly);
    }

    @Holds("9110-8.8.3-1")
    @ParameterizedTest(name = "§8.8.3 {0}")
    @ValueSource(strings = {"\"\"", "\"a\"", "W/\"a\"", "\"a,b\"", "\"!#$\\\"", "\"\u00ff\""})
    void readsAndWrites(String text) {
        assertThat(EntityTag.parse(text)).map(EntityTag::toString).contains(text);
    }

    @Holds("9110-8.8.3-1")
    @ParameterizedTest(name = "§8.8.3 {0}")
    @ValueSource(
            strings = {"", "\"", "a", "w/\"a\"", "W/", "W/\"", "W/a", "\"a", "a\"", "\"a b\"", "\"a\"b\"", "\"\u007f\""
            })
    void refusesWhatIsNone(String text) {
        assertThat(EntityTag.parse(text)).isEmpty();
    }

    @ParameterizedTest(name = "§8.8.3 {0}: {1}")
    @CsvSource({"a, true", "W/a, true", "'a,b', false", "'', false", "*, false", "a b, false", "'\"a', false"})
    void anUnquotedOneIsKeptAsItCame(String text, boolean tag) {
        Optional<EntityTag> read = EntityTag.lenient(text);
        assertThat(read.map(EntityTag::toString)).isEqualTo(tag ? Optional.of(text) : Optional.empty());
        read.ifPresent(unquoted -> {
            assertThat(unquoted.weaklyEquals(unquoted)).isTrue();
            assertThat(unquoted.stronglyEquals(unquoted)).isFalse();
            assertThat(unquoted.weaklyEquals(new EntityTag(false, text))).isFalse();
        });
    }

    @ParameterizedTest(name = "§13.1.2 {0}")
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            "a"                | 1
            "a", "b"           | 2
            "a","b"            | 2
            "a" ,, W/"b" ,     | 2
            , "a"              | 1
            "a,b", "c"         | 2
            a                  | 1
            "a", b             | 2
            a,b , W/c          | 3
            """)
    void readsLists(String value, int count) {
        assertThat(EntityTags.parse(List.of(value)).orElseThrow().tags()).hasSize(count);
    }

    @ParameterizedTest(name = "§13.1.2 {0}")
    @ValueSource(
            strings = {
                "",
                ",",
                "*, \"a\"",
                "\"a\" \"b\"",
                "\"a\"\"b\"",
                "\"a\", \"b\" \"c\"",
                "a b",
                "a\"b",
                "a, *",
                "\"a",
                "W/\"a",
                "\"a b\""
            })
    void refusesListsThatAreNone(String value) {
        assertThat(EntityTags.parse(List.of(value))).isEmpty();
    }

    @Test
    void aListMayHaveSeveralLines() {
        EntityTags tags = EntityTags.parse(List.of("\"a\"", "W/\"b\"")).orElseThrow();
        assertThat(tags.weaklyContains(new EntityTag(false, "b"))).isTrue();
        assertThat(tags.weaklyContains(new EntityTag(false, "c"))).isFalse();
        assertThat(tags.any()).isFalse();
        assertThat(EntityTags.parse(List.of("\"a\"", "\"b"))).isEmpty();
        assertThat(EntityTags.parse(List.of())).isEmpty();
    }

    @Test
    void aStarMatchesAny() {
        Optional<EntityTags> star = EntityTags.parse(List.of("*"));
        assertThat(star.orElseThrow().any()).isTrue();
        assertThat(star.orElseThrow().weaklyContains(new EntityTag(true, "x"))).isTrue();
        assertThat(EntityTags.parse(List.of("*", "*"))).isEmpty();
    }

    @Property
    void noTextMakesItThrow(@ForAll String text) {
        assertThat(EntityTag.parse(text)).isNotNull();
        assertThat(EntityTags.parse(List.of(text, '"' + text + '"', "W/" + text)))
                .isNotNull();
    }
}
