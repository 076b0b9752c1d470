package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget();

    private void requests(int count) {
        IntStream.range(0, count).forEach(i -> budget.request());
    }

    private long retriesUntilRefused() {
        return IntStream.range(0, 10_000).takeWhile(i -> budget.tryRetry()).count();
    }

    @Test
    void aShareOfTheRequestsMayBeRetriedAndSomeInAnyCase() {
        budget.configure(20, 10);
        assertThat(retriesUntilRefused()).isEqualTo(100);
        requests(1_000);
        assertThat(retriesUntilRefused()).isEqualTo(200);
        assertThat(budget.retries()).isEqualTo(300);
        assertThat(budget.exhausted()).isEqualTo(2);
    }

    @Test
    void nothingMayWhereNothingIsBudgeted() {
        budget.configure(0, 0);
        requests(1_000);
        assertThat(budget.tryRetry()).isFalse();
    }

    @Test
    void whatIsLongerAgoThanTenSecondsCountsNoMore() {
        budget.configure(10, 0);
        requests(1_000);
        assertThat(retriesUntilRefused()).isEqualTo(100);
        for (int second = 0; second < 9; second++) {
            budget.tick();
            requests(10);
        }
        assertThat(retriesUntilRefused())
                .as("the first second still counts, both ways")
                .isEqualTo(9);
        budget.tick();
        assertThat(retriesUntilRefused())
                .as("90 requests and 9 retries are left")
                .isZero();
        requests(1_000);
        assertThat(retriesUntilRefused()).isEqualTo(100);
    }
}
