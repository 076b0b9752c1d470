package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgeTagsTest {
    @ParameterizedTest
    @CsvSource({"Cache-Tag, false", "surrogate-key, false", "Cache-Groups, true", "X-Tag, true"})
    void onlyWhatIsForCachesAloneIsTakenOut(String name, boolean stays) {
        Fields rest = PurgeTags.without(Fields.of("X-A", "b", name, "\"a\""));
        assertThat(rest.contains(name)).isEqualTo(stays);
        assertThat(rest.first("X-A")).contains("b");
    }
}
