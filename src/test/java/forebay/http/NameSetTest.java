package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NameSetTest {
    private final NameSet names = NameSet.of("TE", "Via", "Age", "Keep-Alive");

    @ParameterizedTest(name = "§5.1 {0}: {1}")
    @CsvSource({
        "te, true",
        "TE, true",
        "via, true",
        "VIA, true",
        "age, true",
        "kEEP-aLIVE, true",
        "'', false",
        "t, false",
        "et, false",
        "vi, false",
        "vias, false",
        "keep_alive, false",
        "keep-alive-2, false"
    })
    void caseDoesNotCount(String name, boolean contained) {
        assertThat(names.contains(name)).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({"te", "''"})
    void anEmptySetHasNone(String name) {
        assertThat(NameSet.of().contains(name)).isFalse();
    }
}
