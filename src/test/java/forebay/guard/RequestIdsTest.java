package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
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

    @Test
    void noTwoAreAlike() {
        RequestIds one = new RequestIds(new Random(1));
        RequestIds other = new RequestIds(new Random(2));
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(one.of(Fields.EMPTY, false));
            made.add(other.of(Fields.EMPTY, false));
        }
        assertThat(made).hasSize(20_000).allMatch(id -> id.matches("[0-9a-f]{32}"));
    }

    private static String id(Fields fields, boolean trusted) {
        return new RequestIds(new Random(1)).of(fields, trusted);
    }
}
