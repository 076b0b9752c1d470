package forebay.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That fuzzing finds what it looks for. */
class FuzzedParserTest {
    private static FuzzedParser parser(Consumer<String> read) {
        return new FuzzedParser("it", List.of("a", "b"), read);
    }

    @Test
    void an_input_that_breaks_the_parser_is_told_with_the_reason() {
        FuzzedParser breaks = parser(text -> assertThat(text).doesNotContain("aab"));
        assertThatThrownBy(breaks::readsInputs)
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("input \\d+ of it: .*aab.*")
                .cause()
                .hasMessageContaining("aab");
    }

    @Test
    @Tag("fuzz")
    void time_that_grows_with_the_square_of_the_length_is_found() {
        AtomicLong seen = new AtomicLong();
        FuzzedParser linear = parser(text -> seen.addAndGet(text.chars().sum()));
        FuzzedParser quadratic = parser(text -> {
            for (int end = 0; end < text.length(); end += 64) {
                seen.addAndGet(text.substring(0, end).chars().sum());
            }
        });
        linear.readsInLinearTime();
        assertThatThrownBy(quadratic::readsInLinearTime)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nanoseconds for 8 times the length");
    }
}
