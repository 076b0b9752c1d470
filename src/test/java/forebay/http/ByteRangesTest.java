package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangesTest {
    @ParameterizedTest(name = "§{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            14.1.2 | first and last byte        | bytes=0-0                          | 0-0
            14.1.2 | up to the end              | bytes=5-                           | 5-9
            9110-14.1.1-1 | beyond the end             | bytes=5-99                         | 5-9
            14.1.2 | a suffix                   | bytes=-3                           | 7-9
            9110-14.1.2-2 | a suffix longer than all   | bytes=-30                          | 0-9
            14.1.2 | an empty suffix            | bytes=-0                           | none
            14.1.2 | after the end              | bytes=10-                          | none
            14.1.2 | several                    | bytes=0-1, 4-5,-1                  | 0-1 4-5 9-9
            14.1.2 | one of them after the end  | bytes=0-1,10-11                    | 0-1
            5.6.1  | empty members              | bytes=,0-1,,4-5,                   | 0-1 4-5
            9110-14.1.2-1 | numbers beyond all bounds  | bytes=0-99999999999999999999999999 | 0-9
            14.1.2 | a first beyond all bounds  | bytes=99999999999999999999999999-  | none
            14.1   | a unit in any case         | BYTES=0-1                          | 0-1
            9110-14.2-2 | another unit               | items=0-1                          | ignored
            14.1.1 | last before first          | bytes=2-1                          | ignored
            14.1.1 | one of them invalid        | bytes=0-1,2-1                      | ignored
            14.2   | no number                  | bytes=a-b                          | ignored
            14.2   | a sign                     | bytes=+0-1                         | ignored
            14.2   | nothing                    | bytes=                             | ignored
            14.2   | a hyphen alone             | bytes=-                            | ignored
            14.2   | two hyphens                | bytes=1--2                         | ignored
            14.2   | no hyphen                  | bytes=1                            | ignored
            14.2   | no unit                    | 0-1                                | ignored
            14.2   | a space within             | bytes=0 -1                         | ignored
            """)
    void ranges(String section, String what, String value, String expected) {
        String found = ByteRanges.parse(List.of(value))
                .map(ranges -> ranges.within(10).stream()
                        .map(range -> range.first() + "-" + range.last())
                        .collect(Collectors.joining(" ")))
                .orElse("ignored");
        assertThat(found.isEmpty() ? "none" : found).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§14.1.1 {0}: {1}")
    @CsvSource({
        "9999999999999999999-, ''",
        "1152921504606846976-9, ''",
        "0-99999999999999999999999999999, 0-6",
        "-9999999999999999999, 0-6",
        "922337203685477580-922337203685477581, ''"
    })
    void numbersOfAnyLengthAreFarAway(String range, String within) {
        assertThat(ByteRanges.parse(List.of("bytes=" + range))
                        .map(ranges -> ranges.within(7))
                        .orElse(List.of()))
                .extracting(found -> found.first() + "-" + found.last())
                .isEqualTo(within.isEmpty() ? List.of() : List.of(within));
    }

    @Test
    void oneLineAndFewRangesCount() {
        assertThat(ByteRanges.parse(List.of())).isEmpty();
        assertThat(ByteRanges.parse(List.of("bytes=0-1", "bytes=2-3"))).isEmpty();
        assertThat(ByteRanges.parse(List.of("bytes=" + "0-1,".repeat(32)))).isPresent();
        assertThat(ByteRanges.parse(List.of("bytes=" + "0-1,".repeat(33)))).isEmpty();
        assertThat(ByteRanges.parse(List.of("bytes=-1")).orElseThrow().within(0))
                .isEmpty();
    }

    @ParameterizedTest(name = "§14.4 {0}: {1}")
    @CsvSource({
        "bytes 0-4/10, true",
        "Bytes 9-9/10, true",
        "bytes 0-4/*, false",
        "bytes */10, false",
        "bytes 4-0/10, false",
        "bytes 0-10/10, false",
        "items 0-4/10, false",
        "bytes 0-4, false",
        "bytes=0-4/10, false",
        "bytes a-4/10, false",
        "bytes 0-4/999999999999999999, true",
        "bytes 0-4/1000000000000000000, false",
        "bytes 0-4/9999999999999999999, false"
    })
    void contentRanges(String value, boolean valid) {
        assertThat(ContentRange.parse(List.of(value)).isPresent()).isEqualTo(valid);
        assertThat(ContentRange.parse(List.of(value, value))).isEmpty();
        ContentRange.parse(List.of(value)).ifPresent(range -> assertThat(range).hasToString(value.replace('B', 'b')));
    }

    @Test
    void rangesAsIntervals() {
        ByteRange range = new ByteRange(2, 4);
        assertThat(range.length()).isEqualTo(3);
        assertThat(range.covers(new ByteRange(2, 4))).isTrue();
        assertThat(range.covers(new ByteRange(1, 4))).isFalse();
        assertThat(range.covers(new ByteRange(2, 5))).isFalse();
        assertThat(range.touches(new ByteRange(5, 6))).isTrue();
        assertThat(range.touches(new ByteRange(0, 1))).isTrue();
        assertThat(range.touches(new ByteRange(6, 7))).isFalse();
        assertThat(range.touches(new ByteRange(0, 0))).isFalse();
        assertThat(range.and(new ByteRange(7, 9))).isEqualTo(new ByteRange(2, 9));
        assertThatThrownBy(() -> new ByteRange(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteRange(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(ContentRange.unsatisfied(7)).isEqualTo("bytes */7");
    }

    @Property
    void noTextMakesThemThrow(@ForAll String text) {
        assertThat(ByteRanges.parse(List.of("bytes=" + text)).map(ranges -> ranges.within(7)))
                .isNotNull();
        assertThat(ContentRange.parse(List.of("bytes " + text))).isNotNull();
    }
}
