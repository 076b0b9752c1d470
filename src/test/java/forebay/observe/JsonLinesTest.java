package forebay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

final class JsonLinesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] A = JsonLines.name("a");
    private static final byte[] B = JsonLines.name("b_2");

    private final JsonLines lines = new JsonLines(1);

    @Test
    void commasStandBetweenValuesAndNowhereElse() {
        lines.beginObject().member(A).beginArray().text("").number(0).beginObject();
        lines.endObject()
                .beginArray()
                .endArray()
                .truth(true)
                .thousandths(1)
                .endArray()
                .member(B)
                .text("{[:");
        lines.member(A).truth(false).endObject().endLine().beginObject().endObject();

        assertThat(written()).isEqualTo("{\"a\":[\"\",0,{},[],true,0.001],\"b_2\":\"{[:\",\"a\":false}\n{}");
    }

    @Test
    void whatWasForgottenLeavesNoTrace() {
        lines.beginObject().endObject().endLine();
        int end = lines.size();
        lines.beginObject().member(A).number(7);
        lines.truncate(end);
        lines.beginObject().endObject();

        assertThat(written()).isEqualTo("{}\n{}");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 10, -1, -909, 1_234_567_890_123L, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreWrittenInDecimals(long number) {
        assertThat(lines.number(number).size()).isEqualTo(written().length());
        assertThat(written()).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @CsvSource({"0,0.000", "1,0.001", "42,0.042", "999,0.999", "12345,12.345", "60000,60.000", "-1500,-1.500"})
    void thousandthsHaveThreeDecimals(long number, String written) {
        lines.thousandths(number);

        assertThat(written()).isEqualTo(written);
        assertThat(new BigDecimal(written())).isEqualTo(BigDecimal.valueOf(number, 3));
    }

    /** By the library's reading: nothing is lost, and nothing but printable ASCII is written. */
    @Property
    void anyTextIsReadBackAsItWas(@ForAll String text) {
        JsonLines one = new JsonLines(1);
        one.text(text);
        String written = StandardCharsets.ISO_8859_1.decode(one.written()).toString();

        assertThat(written.chars()).allMatch(c -> c >= 0x20 && c < 0x7F);
        assertThat(JSON.readTree(written).asString()).isEqualTo(text);
    }

    @Test
    void everyCharacterBelow256IsReadBackAsItWas() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        anyTextIsReadBackAsItWas(all.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "\"", "\u00e4", "\n"})
    void aNameIsOfLettersDigitsAndUnderscores(String name) {
        assertThatThrownBy(() -> JsonLines.name(name)).isInstanceOf(IllegalArgumentException.class);
    }

    private String written() {
        return StandardCharsets.ISO_8859_1.decode(lines.written()).toString();
    }
}
