package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldListTest {
    @ParameterizedTest(name = "§5.6.1 {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a                  | a
            a,b                | a;b
            a , b              | a;b
            ,a,, ,b,           | a;b
            "a,b", c           | "a,b";c
            "a\\",b", c        | "a\\",b";c
            "a, b              | "a, b
            x="a,b"            | x="a,b"
            "a\\               | "a\\
            """)
    void splits(String value, String expected) {
        assertThat(FieldList.members(value)).isEqualTo(Arrays.asList(expected.split(";")));
    }

    @Test
    void allLinesCount() {
        assertThat(FieldList.members(Fields.of("Vary", "a,\tb", "vary", "", "VARY", "c"), "Vary"))
                .containsExactly("a", "b", "c");
        assertThat(FieldList.members(" , ")).isEmpty();
    }

    @Property
    void noTextMakesItThrow(@ForAll String text) {
        assertThat(FieldList.members(text))
                .allSatisfy(member -> assertThat(member).isNotEmpty());
    }

    @ParameterizedTest(name = "§5.6.2 {0}")
    @CsvSource(
            value = {
                "abc,true",
                "a-b_c.1!,true",
                "'',false",
                "a b,false",
                "a=b,false",
                "é,false",
                "a\u0080,false",
                "\u0080,false",
                "\"a\",false"
            },
            quoteCharacter = '\'')
    void tokens(String text, boolean expected) {
        assertThat(Tokens.isToken(text)).isEqualTo(expected);
    }
}
