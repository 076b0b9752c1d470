package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParametersTest {
    @ParameterizedTest(name = "{0} has {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a=1       | a  | 1",
                "a=1&b=2   | b  | 2",
                "aa=1&a=2  | a  | 2",
                "a=1&a=2   | a  | 1",
                "a         | a  | ''",
                "x&a&b     | a  | ''",
                "a=b=%zz   | a  | b=%zz",
                "a=        | a  | ''",
                "b=a       | a  | -",
                "''        | a  | -",
                "&&        | a  | -"
            })
    void theFirstOfAName(String query, String name, String value) {
        assertThat(QueryParameters.first(query, name).orElse(null)).isEqualTo(value);
    }
}
