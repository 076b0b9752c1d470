package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One of three nodes under hits-stop: whose word it needs, and when it gives another up. */
final class StandingTest {
    private static final long SELF = 1;
    private static final long LEASE = Standing.LEASE_MILLIS;
    private static final long OVER = LEASE + Standing.MARGIN_MILLIS;
    private static final NodeName A = new NodeName(SELF, "a", 1);
    private static final NodeName B = new NodeName(2, "b", 1);
    private static final NodeName C = new NodeName(3, "c", 1);

    private final Standing standing = new Standing(true, Standing.MARGIN_MILLIS);

    private void begin(NodeName... live) {
        standing.stops(2);
        standing.stops(3);
        standing.begin(SELF, List.of(live), 0);
    }

    private boolean mayAt(long now, NodeName... live) {
        standing.refresh(SELF, List.of(live), now);
        return standing.holds(now);
    }

    @Test
    void aWordCountsFromWhenItWasAskedFor() {
        begin(A, B, C);
        assertThat(mayAt(1, A, B, C)).isFalse();
        standing.word(2, 10);
        assertThat(mayAt(500, A, B, C)).as("two of three").isTrue();
        assertThat(mayAt(10 + LEASE - 1, A, B, C)).isTrue();
        assertThat(mayAt(10 + LEASE, A, B, C)).isFalse();
        standing.word(3, 10 + LEASE);
        assertThat(mayAt(11 + LEASE, A, B, C)).isTrue();
    }

    @Test
    void ofTwoEachNeedsTheOther() {
        begin(A, B);
        assertThat(mayAt(1, A, B)).isFalse();
        standing.word(2, 1);
        assertThat(mayAt(2, A, B)).isTrue();
        assertThat(mayAt(2 * LEASE, A, B)).isFalse();
        assertThat(standing.isComplete(2 * LEASE))
                .as("alone the other one is not most")
                .isTrue();
    }

    @Test
    void oneThatIsAloneNeedsNobody() {
        begin(A);
        assertThat(mayAt(1_000_000, A)).isTrue();
    }

    @Test
    void whoDepartedHasASayForAWhile() {
        begin(A, B, C);
        standing.word(2, 0);
        standing.word(3, 0);
        assertThat(mayAt(1, A, B, C)).isTrue();
        standing.word(2, LEASE);
        assertThat(mayAt(LEASE, A, B)).as("two of three").isTrue();
        assertThat(mayAt(2 * LEASE, A)).as("one of three").isFalse();
        assertThat(standing.isLost(2 * LEASE)).isTrue();
    }

    @Test
    void whoSaidGoodbyeHasNoSayAnyMore() {
        begin(A, B);
        standing.word(2, 0);
        assertThat(mayAt(1, A, B)).isTrue();
        standing.leftInOrder(2);
        assertThat(mayAt(2 * LEASE, A)).isTrue();
    }

    @Test
    void whoHasHadNoWordForLongerThanItCountsIsGivenUpForGood() {
        begin(A, B, C);
        assertThat(standing.giveWord(3, 100)).isTrue();
        standing.word(2, OVER);
        assertThat(mayAt(OVER + 99, A, B, C)).isTrue();
        assertThat(standing.giveUp(3, OVER + 99)).isFalse();
        assertThat(standing.giveUp(3, OVER + 100)).isTrue();
        assertThat(standing.giveWord(3, OVER + 101)).isFalse();
        assertThat(standing.isGivenUpByMost(3, OVER + 101)).as("one of three").isFalse();
        standing.alsoGivenUp(3, 2, OVER + 100);
        assertThat(standing.isGivenUpByMost(3, OVER + 101)).as("two of three").isTrue();
        assertThat(standing.isGivenUpByMost(3, OVER + 1_500))
                .as("said too long ago")
                .isFalse();
    }

    @Test
    void whoIsCutOffItselfGivesNobodyUp() {
        begin(A, B, C);
        assertThat(mayAt(OVER, A, B, C)).isFalse();
        assertThat(standing.giveUp(2, OVER)).isFalse();
    }

    @Test
    void whoIsNotBoundIsNotGivenUp() {
        standing.stops(2);
        standing.begin(SELF, List.of(A, B, C), 0);
        standing.word(2, OVER);
        assertThat(mayAt(OVER, A, B, C)).isTrue();
        assertThat(standing.giveUp(3, OVER)).isFalse();
    }

    @Test
    void whereMostAreGoneNobodyKnowsWhatWasMissed() {
        begin(A, B, C);
        standing.word(2, 0);
        assertThat(mayAt(1, A, B, C)).isTrue();
        assertThat(mayAt(LEASE, A, B, C)).isFalse();
        assertThat(standing.isComplete(LEASE)).isFalse();
        assertThat(standing.isLost(LEASE)).as("they may come back").isFalse();
        standing.joining(2, LEASE);
        assertThat(standing.isComplete(LEASE + 1))
                .as("the third alone is not most")
                .isTrue();
        assertThat(mayAt(10 * LEASE, A))
                .as("alone, and no word of what it missed")
                .isFalse();
        assertThat(standing.isLost(10 * LEASE)).isTrue();
    }

    @Test
    void whoIsNotBoundMayAlways() {
        Standing free = new Standing(false, Standing.MARGIN_MILLIS);
        free.begin(SELF, List.of(A, B, C), 0);
        assertThat(free.refresh(SELF, List.of(A, B, C), 1_000)).isEqualTo(Long.MAX_VALUE);
        assertThat(free.holds(1_000_000)).isTrue();
        assertThat(free.isComplete(1_000_000)).isTrue();
        assertThat(free.giveWord(2, 1)).as("nobody may count on it").isFalse();
        assertThat(free.giveUp(2, 1_000_000)).isFalse();
    }

    @Test
    void theLeaseRunsOutByItsClockWhoeverLooksAtIt() {
        AtomicLong nanos = new AtomicLong(-7);
        Lease lease = Lease.of(Partition.HITS_STOP, nanos::get);
        assertThat(lease.holds()).as("before anything was said").isFalse();
        lease.until(10);
        assertThat(lease.holds()).isTrue();
        nanos.addAndGet(9_999_999);
        assertThat(lease.holds()).isTrue();
        nanos.addAndGet(1);
        assertThat(lease.holds()).isFalse();
        assertThat(Lease.of(Partition.PURGE_WAITS, nanos::get).holds()).isTrue();
    }
}
