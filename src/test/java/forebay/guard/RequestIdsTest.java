package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
    @Test
    void aTrustedProxysIdIsKept() {
        assertThat(id(Fields.of("x-request-id", "Root=1-67891233:abc"), true)).isEqualTo("Root=1-67891233:abc");
    }

    @Test
    void aStrangersIdIsNot() {
        assertThat(id(Fields.of("X-Request-Id", "abc"), false)).matches("[0-9a-f]{32}");
        assertThat(id(Fields.of("X-Request-Id", "a", "X-Request-Id", "b"), true))
                .matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "<b>", "a\\b", "é", "{}"})
    void anIdIsHarmlessInALog(String given) {
        assertThat(id(Fields.of("X-Request-Id", given), true)).matches("[0-9a-f]{32}");
        assertThat(id(Fields.of("X-Request-Id", "a".repeat(129)), true)).matches("[0-9a-f]{32}");
    }

    private static String id(Fields fields, boolean trusted) {
        return RequestIds.of(fields, trusted, new Random(1));
    }
}
