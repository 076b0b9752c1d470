package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormParametersTest {
    @ParameterizedTest(name = "{1} of {0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            a=1&b=2&a=3     | a   | [1, 3]
            a=1             | b   | []
            ab=1&a=2        | a   | [2]
            a               | a   | []
            a&b             | b   | []
            a=&b=1          | b   | [1]
            a=1=2           | a   | [1=2]
            %61=1           | a   | [1]
            a+b=c+d%2Be     | a b | [c d+e]
            a%20b=%c3%bc    | a b | [ü]
            a=%zz%4         | a   | [%zz%4]
            a+b=1           | a+b | []
            a%2Bb=1         | a+b | [1]
            a%25=1          | a%  | [1]
            a%=1            | a%  | [1]
            a=+             | a   | [ ]
            &&a=1&          | a   | [1]
            """)
    void valuesOfAName(String query, String name, String values) {
        List<String> seen = new ArrayList<>();
        boolean found = FormParameters.any(query, name, value -> {
            if (!value.isEmpty()) {
                seen.add(value);
            }
            return false;
        });
        assertThat(found).isFalse();
        assertThat(seen.toString()).isEqualTo(values);
    }

    @ParameterizedTest
    @CsvSource({"a, a, true", "a=, a, true", "b&a, a, true", "'', a, false", "ab, a, false"})
    void aParameterMayHaveNoValue(String query, String name, boolean there) {
        assertThat(FormParameters.any(query, name, String::isEmpty)).isEqualTo(there);
    }
}
