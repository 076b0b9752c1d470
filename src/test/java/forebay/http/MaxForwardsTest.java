package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaxForwardsTest {
    private static RequestHead head(String method, String... values) {
        Fields.Builder fields = Fields.builder();
        for (String value : values) {
            fields.add("max-forwards", value);
        }
        return new RequestHead(method, "http", "x.test", "/", fields.build());
    }

    @ParameterizedTest(name = "§7.6.2 {0} {1}")
    @CsvSource({
        "OPTIONS,0,0",
        "OPTIONS,007,7",
        "OPTIONS,12,12",
        "OPTIONS,90,90",
        "OPTIONS,123456789012345678,123456789012345678"
    })
    void limitsOptions(String method, String value, long limit) {
        assertThat(MaxForwards.of(head(method, value))).hasValue(limit);
        assertThat(MaxForwards.endsHere(head(method, value))).isEqualTo(limit == 0);
    }

    @ParameterizedTest(name = "§7.6.2 {0} {1}")
    @CsvSource({"GET,0", "POST,0", "OPTIONS,-1", "OPTIONS,''", "OPTIONS,x", "OPTIONS,1234567890123456789"})
    void isIgnoredElsewhere(String method, String value) {
        assertThat(MaxForwards.of(head(method, value))).isEmpty();
        assertThat(MaxForwards.endsHere(head(method, value))).isFalse();
    }

    @ParameterizedTest(name = "§5.3 {0}, {1}")
    @CsvSource({"0,0", "1,2"})
    void isIgnoredWhereItIsRepeated(String first, String second) {
        assertThat(MaxForwards.of(head("OPTIONS", first, second))).isEmpty();
    }
}
