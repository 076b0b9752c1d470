package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.coverage.Holds;
import forebay.http.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectingFieldsTest {
    /** Lines of one field, parted by {@code &}; null for none. */
    private static Fields request(String name, String lines) {
        Fields.Builder fields = Fields.builder();
        for (String line : lines == null ? new String[0] : lines.split("&", -1)) {
            fields.add(name, line.strip());
        }
        return fields.build();
    }

    @ParameterizedTest(name = "§{0} {1}: {2}: {3} / {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            9111-4.1-1 | the same                   | X-Any           | a                   | a                   | true
            9111-4.1-1 9111-4-3 | another value              | X-Any           | a                   | b                   | false
            4.1           | case counts by default     | X-Any           | a                   | A                   | false
            9111-4.1-4 | absent in both             | X-Any           | none                | none                | true
            9111-4.1-4 | absent now                 | X-Any           | a                   | none                | false
            9111-4.1-4 | absent then                | X-Any           | none                | a                   | false
            9111-4.1-4 | empty is not absent        | X-Any           | ``                  | none                | false
            9111-4.1-2 | white space at commas      | X-Any           | a,b                 | a ,  b              | true
            4.1           | white space elsewhere      | X-Any           | a b                 | a  b                | false
            9111-4.1-2 | lines combined             | X-Any           | a, b                | a & b               | true
            5.6.1.2       | empty members              | X-Any           | a,b                 | a,,b,               | true
            4.1           | order counts by default    | X-Any           | a, b                | b, a                | false
            4.1           | a quoted comma             | X-Any           | "a,b"               | "a, b"              | false
            4.1           | one value, not a list      | User-Agent      | x (a,b)             | x (a, b)            | false
            9111-4.1-2 | cookies in lines           | Cookie          | a=1; b=2            | a=1 & b=2           | true
            4.1           | no cookie is not an empty one | Cookie       | none                | ``                  | false
            8.2.3         | another cookie             | Cookie          | a=1; b=2            | a=1 & b=3           | false
            9111-4.1-3 | codings in any case        | Accept-Encoding | gzip, br            | GZip, BR            | true
            9111-4.1-3 | codings in any order       | Accept-Encoding | gzip, br            | br, gzip            | true
            9111-4.1-3 | no weight is weight 1      | Accept-Encoding | gzip                | gzip;q=1.000        | true
            9111-4.1-3 | weights in any spelling    | Accept-Encoding | gzip;q=0.5          | gzip ; Q=0.500      | true
            9111-4.1-1 | another weight             | Accept-Encoding | gzip;q=0.5          | gzip;q=0.4          | false
            12.4.2        | three digits of a weight   | Accept-Encoding | gzip;q=0.125, br    | br, gzip;q=0.125    | true
            12.4.2        | a digit in another place   | Accept-Encoding | gzip;q=0.05         | gzip;q=0.5          | false
            12.4.2        | weight 0                   | Accept-Encoding | gzip                | gzip;q=0            | false
            8.4.1         | the older name             | Accept-Encoding | gzip                | x-gzip              | true
            9111-4.1-1 | another coding             | Accept-Encoding | gzip                | br                  | false
            12.5.3        | one more coding            | Accept-Encoding | gzip                | gzip, br            | false
            12.5.3        | one coding twice           | Accept-Encoding | gzip                | gzip, gzip          | true
            12.5.3        | two weights for a coding   | Accept-Encoding | gzip, gzip;q=0      | gzip;q=0, gzip      | false
            12.4.2        | a broken weight            | Accept-Encoding | gzip;q=2, br        | br, gzip;q=2        | false
            12.4.2        | a broken weight, the same  | Accept-Encoding | gzip;q=2,br         | gzip;q=2, br        | true
            12.4.2        | too exact a weight         | Accept-Encoding | gzip;q=0.1234, br   | br, gzip;q=0.1234   | false
            12.5.3        | empty accepts no coding    | Accept-Encoding | ``                  | none                | false
            12.5.3        | identity alone             | Accept-Encoding | identity            | none                | false
            12.5.3        | a parameter                | Accept-Encoding | gzip;x=1, br        | br, gzip;x=1        | false
            9111-4.1-3 | ranges in any case         | Accept-Language | en-GB, de           | EN-gb, DE           | true
            9111-4.1-3 | ranges in any order        | Accept-Language | en, de              | de, en              | true
            12.5.4        | weights make the order     | Accept-Language | en, de;q=0.5        | de, en;q=0.5        | false
            12.5.4        | two ranges are not one     | Accept-Language | en, de              | deen                | false
            12.5.4        | a part of the ranges       | Accept-Language | en, de              | de                  | false
            12.5.4        | white space and lines      | Accept-Language | en, de;q=0.5        | de ;q=0.5 & en      | true
            12.5.2        | charsets in any case       | Accept-Charset  | utf-8, latin1;q=0.1 | latin1;q=0.1, UTF-8 | true
            9111-4.1-3 | media ranges in any case   | Accept          | text/html, */*;q=0.1 | */*;q=0.1, Text/HTML | true
            12.5.1        | a parameter's name         | Accept          | text/html;Level=1   | text/html;level=1   | true
            12.5.1        | a parameter's value        | Accept          | text/html;a=B       | text/html;a=b       | false
            12.5.1        | with and without parameter | Accept          | text/html;a=b       | text/html           | false
            12.5.1        | a quoted semicolon         | Accept          | text/html;a=";q=0"  | text/html;a="; q=0" | false
            12.5.1        | no media range             | Accept          | text, a/b           | a/b, text           | false
            12.5.1        | an extension of a weight   | Accept          | a/b;q=1;x=y, c/d    | c/d, a/b;q=1;x=y    | false
            """)
    void match(String section, String what, String name, String then, String now, boolean matches) {
        SelectingFields selecting = SelectingFields.of(List.of(name), request(name, then));
        SelectingFields other = SelectingFields.of(List.of(name.toUpperCase(Locale.ROOT)), request(name, now));
        assertThat(selecting.matches(request(name, now))).isEqualTo(matches);
        assertThat(other.matches(request(name, then))).isEqualTo(matches);
        assertThat(selecting.equals(other)).isEqualTo(matches);
        assertThat(!matches || selecting.hashCode() == other.hashCode()).isTrue();
    }

    @Test
    @Holds("9110-12.5.5-2")
    void everySelectingFieldCounts() {
        Fields request = Fields.of("A", "1", "B", "2", "a", "3");
        SelectingFields selecting = SelectingFields.of(List.of("b", "A", "c", "B"), request);
        assertThat(selecting.names()).containsExactly("a", "b", "c");
        assertThat(selecting.values()).containsExactly(Optional.of("1, 3"), Optional.of("2"), Optional.empty());
        assertThat(selecting.matches(request)).isTrue();
        assertThat(selecting.matches(request.plus("C", "4"))).isFalse();
        assertThat(selecting.matches(request.with("B", "4"))).isFalse();
        assertThat(selecting.matches(Fields.of("b", "2", "A", "1, 3", "d", "5")))
                .isTrue();
    }

    @Test
    void selectingFieldsSurviveAStore() {
        SelectingFields selecting =
                SelectingFields.of(List.of("Accept", "Cookie"), Fields.of("Accept", "B/b, a/a", "Cookie", "a=1"));
        SelectingFields restored = SelectingFields.restore(selecting.names(), selecting.values());
        assertThat(restored).isEqualTo(selecting).hasSameHashCodeAs(selecting);
        assertThat(restored).hasToString("[accept, cookie][Optional[B/b, a/a], Optional[a=1]]");
        assertThat(restored.hashCode()).isNotEqualTo(SelectingFields.NONE.hashCode());
        assertThat(restored.matches(Fields.of("Accept", "a/a,b/b", "Cookie", "a=1")))
                .isTrue();
        assertThat(restored.equals((Object) "A")).isFalse();
        assertThat(SelectingFields.restore(List.of(), List.of())).isSameAs(SelectingFields.NONE);
        assertThatThrownBy(() -> SelectingFields.restore(List.of("a"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void weightGrowsWithNamesAndValues() {
        long one = SelectingFields.of(List.of("a"), Fields.EMPTY).weight();
        assertThat(one).isPositive();
        assertThat(SelectingFields.of(List.of("a"), Fields.of("A", "12345")).weight())
                .isEqualTo(one + 10);
        assertThat(SelectingFields.of(List.of("a", "bcd"), Fields.EMPTY).weight())
                .isEqualTo(2 * one + 2);
    }

    @Property
    void theNormalFormIsItsOwn(
            @ForAll @StringLength(max = 20) @Chars({'a', 'B', ',', ';', ' ', 'q', '=', '0', '.', '/', '"', '\\'})
                    String value) {
        for (String name : List.of("accept", "accept-encoding", "accept-language", "x-any", "cookie")) {
            String normal = NormalValue.of(name, value);
            assertThat(NormalValue.of(name, normal)).isEqualTo(normal);
            assertThat(SelectingFields.of(List.of(name), Fields.of(name, value)).matches(Fields.of(name, normal)))
                    .isTrue();
        }
    }
}
