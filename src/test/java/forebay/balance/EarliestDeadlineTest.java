package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** More upstreams than are picked from by smooth weighted round-robin. */
class EarliestDeadlineTest {
    private static SamplePool pool(int upstreams) {
        int[] weights = new int[upstreams];
        Arrays.fill(weights, 1);
        return SamplePool.of(Algorithm.WEIGHTED_ROUND_ROBIN, weights);
    }

    @Test
    void oneRequestIsOfferedEachUpstreamOnce() {
        SamplePool pool = pool(300);
        assertThat(pool.candidates(SampleKey.NONE).split(" ")).hasSize(300).doesNotHaveDuplicates();
        assertThat(pool.candidates(SampleKey.NONE).split(" ")).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void itGoesOnInTurnWhenItsClockBeginsAnew() {
        SamplePool pool = pool(257);
        int picks = (1 << 20) + 3 * 257;
        int first = 0;
        String wanted = pool.pool.upstreams().get(0).url().getHost();
        for (int i = 0; i < picks; i++) {
            if (pool.pick(SampleKey.NONE).equals(wanted)) {
                first++;
            }
        }
        assertThat(first).isBetween(picks / 257, picks / 257 + 1);
    }
}
