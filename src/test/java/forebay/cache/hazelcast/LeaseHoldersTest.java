package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CacheKey;
import forebay.cache.PlainUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that are waited for, by a clock that goes on when it is told to. */
class LeaseHoldersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration SOME = PATIENCE.dividedBy(4);
    private static final CacheKey ONE = key("/one");
    private static final CacheKey OTHER = key("/other");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - PATIENCE.toNanos());
    private final Ticks timer = new Ticks();
    private final List<String> asked = new ArrayList<>();
    private final List<CacheKey> silent = new ArrayList<>();
    private final LeaseHolders holders = new LeaseHolders(PATIENCE.toNanos(), now::get, timer, asked::add, silent::add);

    /** A timer whose time never comes. */
    private static final class Ticks extends ScheduledThreadPoolExecutor {
        Ticks() {
            super(1);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            return super.scheduleWithFixedDelay(task, 1, 1, TimeUnit.DAYS);
        }
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private static CacheKey key(String path) {
        return CacheKey.of("app", 1, "", PlainUri.of("http", "o", path, Optional.empty()));
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
        holders.tick();
    }

    @Test
    void who_gives_no_sign_is_asked_at_once_and_again_and_then_is_silent() {
        assertThat(holders.await(ONE, "a")).isTrue();
        assertThat(holders.await(OTHER, "a")).isTrue();
        assertThat(asked).containsExactly("a");
        after(SOME);
        after(SOME);
        after(SOME);
        assertThat(asked).containsExactly("a", "a", "a", "a");
        assertThat(silent).isEmpty();
        after(SOME);
        assertThat(silent).containsExactlyInAnyOrder(ONE, OTHER);
        assertThat(timer.getQueue()).as("nobody is waited for any more").isEmpty();
    }

    @Test
    void who_gives_signs_is_waited_for_and_asked_only_after_a_while_without() {
        holders.await(ONE, "a");
        for (int i = 0; i < 4; i++) {
            after(SOME.dividedBy(2));
            holders.heard("a");
        }
        assertThat(asked).containsExactly("a");
        for (int i = 0; i < 3; i++) {
            after(PATIENCE.minusNanos(1));
            holders.heard("a");
        }
        assertThat(asked).hasSize(4);
        assertThat(silent).isEmpty();
        assertThat(timer.getQueue()).hasSize(1);
    }

    @Test
    void a_sign_of_one_is_none_of_another() {
        holders.await(ONE, "a");
        holders.await(OTHER, "b");
        after(SOME);
        holders.heard("b");
        after(SOME.multipliedBy(3));
        assertThat(silent).containsExactly(ONE);
    }

    @Test
    void who_was_silent_is_not_waited_for_until_it_gives_a_sign_or_a_while_has_passed() {
        holders.await(ONE, "a");
        after(PATIENCE);
        assertThat(holders.await(OTHER, "a")).isFalse();
        holders.heard("a");
        assertThat(holders.await(OTHER, "a")).isTrue();
        after(PATIENCE);
        assertThat(silent).containsExactly(ONE, OTHER);
        assertThat(holders.await(ONE, "a")).isFalse();
        after(Duration.ofSeconds(2));
        assertThat(holders.await(ONE, "a")).isTrue();
    }

    @Test
    void a_lease_that_has_ended_is_not_waited_for() {
        holders.await(ONE, "a");
        holders.ended(ONE);
        after(PATIENCE);
        assertThat(silent).isEmpty();
        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void nor_is_one_for_longer_than_it_holds() {
        holders.await(ONE, "a");
        for (int i = 0; i < 20; i++) {
            holders.heard("a");
            after(SOME);
        }
        assertThat(timer.getQueue()).isEmpty();
        assertThat(silent).isEmpty();
    }

    @Test
    void once_the_node_stops_nobody_is_watched() {
        timer.shutdownNow();
        assertThat(holders.await(ONE, "a")).isTrue();
        after(PATIENCE);
        assertThat(silent).isEmpty();
    }
}
