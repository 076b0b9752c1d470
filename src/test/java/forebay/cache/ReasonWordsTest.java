package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Reasons reach metrics and logs as words: each has its own. */
class ReasonWordsTest {
    @Test
    void wordsAreTokensAndDoNotRepeat() {
        assertThat(Arrays.stream(NotStored.values()).map(NotStored::word))
                .doesNotHaveDuplicates()
                .allMatch(word -> word.matches("[a-z][a-z-]*"));
        assertThat(Arrays.stream(StaleUse.values()).map(StaleUse::word))
                .doesNotHaveDuplicates()
                .allMatch(word -> word.matches("[a-z][a-z-]*"));
        assertThat(Arrays.stream(ForwardReason.values()).map(ForwardReason::word))
                .doesNotHaveDuplicates()
                .allMatch(word -> word.matches("[a-z][a-z-]*"));
    }
}
