package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two nodes over one map of the cluster. */
final class BucketBookTest {
    private static final Bucket ACCOUNT = new Bucket("failures", "alice", new Rate(3, Duration.ofMinutes(1)));
    private static final ClusterKeys KEYS = keys(1);
    private static final Seal OURS = KEYS.seal(BucketBook.PURPOSE);

    private final Slots map = new Slots();
    private final TestClock clock = new TestClock();
    private final TestClock otherClock = new TestClock();
    private final BucketBook a = new BucketBook(map, OURS, clock);
    private final BucketBook b = new BucketBook(map, OURS, otherClock);
    private final String name = a.name(ACCOUNT);

    /** A map that another node may change between two steps. */
    private static final class Slots implements BucketSlots {
        final Map<String, byte[]> values = new HashMap<>();
        final Map<String, Duration> lives = new HashMap<>();
        Runnable beforeWrite = () -> {};

        @Override
        public Optional<byte[]> get(String name) {
            return Optional.ofNullable(values.get(name));
        }

        @Override
        public boolean putIfAbsent(String name, byte[] value, Duration life) {
            between();
            lives.putIfAbsent(name, life);
            return values.putIfAbsent(name, value) == null;
        }

        @Override
        public boolean replace(String name, byte[] before, byte[] value, Duration life) {
            between();
            if (!Arrays.equals(values.get(name), before)) {
                return false;
            }
            lives.put(name, life);
            values.put(name, value);
            return true;
        }

        private void between() {
            Runnable once = beforeWrite;
            beforeWrite = () -> {};
            once.run();
        }
    }

    private static ClusterKeys keys(int secret) {
        byte[] key = new byte[ClusterKeys.MIN_BYTES];
        key[0] = (byte) secret;
        return ClusterKeys.of(List.of(key));
    }

    private static Seal seal(int secret) {
        return keys(secret).seal(BucketBook.PURPOSE);
    }

    private Optional<Duration> look(BucketBook book) {
        return book.look(ACCOUNT, name, map.get(name));
    }

    /** Two states of one moment are a microsecond apart, so that they have an order. */
    private static Optional<Duration> rounded(Optional<Duration> wait) {
        return wait.map(exact -> Duration.ofMillis(exact.plusNanos(500_000).toMillis()));
    }

    private void forward(Duration by) {
        clock.advance(by);
        otherClock.advance(by);
    }

    @Test
    void whatBothTookIsOneCount() {
        assertThat(a.take(ACCOUNT, name)).isEmpty();
        assertThat(b.take(ACCOUNT, name)).isEmpty();
        assertThat(a.take(ACCOUNT, name)).isEmpty();
        assertThat(rounded(a.take(ACCOUNT, name))).contains(Duration.ofSeconds(20));
        assertThat(rounded(b.take(ACCOUNT, name))).contains(Duration.ofSeconds(20));
        assertThat(rounded(look(b))).contains(Duration.ofSeconds(20));

        forward(Duration.ofSeconds(20));
        assertThat(look(b)).isEmpty();
        assertThat(b.take(ACCOUNT, name)).isEmpty();
        assertThat(look(a)).isPresent();
    }

    @Test
    void aLookTakesNothingAndOthersHaveTheirOwn() {
        for (int i = 0; i < 10; i++) {
            assertThat(look(a)).isEmpty();
        }
        assertThat(map.values).isEmpty();
        Bucket other = new Bucket("failures", "bob", ACCOUNT.rate());
        a.spend(ACCOUNT, name);
        assertThat(b.name(other)).isNotEqualTo(name);
        assertThat(b.name(new Bucket("other", "alice", ACCOUNT.rate()))).isNotEqualTo(name);
        assertThat(name).as("says nothing").doesNotContain("alice").hasSize(32);
        assertThat(new BucketBook(map, seal(2), clock).name(ACCOUNT))
                .as("without our keys")
                .isNotEqualTo(name);
    }

    @Test
    void whoGoesOnBeyondTheLimitWaitsLonger() {
        for (int i = 0; i < 3; i++) {
            assertThat(a.spend(ACCOUNT, name)).isEmpty();
        }
        assertThat(rounded(b.spend(ACCOUNT, name))).contains(Duration.ofSeconds(20));
        assertThat(rounded(look(a))).contains(Duration.ofSeconds(40));
        for (int i = 0; i < 100; i++) {
            b.spend(ACCOUNT, name);
        }
        assertThat(rounded(look(a))).as("twice the time at most").contains(Duration.ofSeconds(80));
        assertThat(map.lives.get(name)).isEqualTo(Duration.ofSeconds(125));
    }

    @Test
    void whoWasOvertakenBeginsAnew() {
        a.take(ACCOUNT, name);
        map.beforeWrite = () -> b.take(ACCOUNT, name);
        assertThat(a.take(ACCOUNT, name)).isEmpty();
        assertThat(rounded(look(a))).contains(Duration.ofSeconds(20));

        map.values.clear();
        BucketBook c = new BucketBook(map, OURS, clock);
        BucketBook d = new BucketBook(map, OURS, clock);
        map.beforeWrite = () -> {
            c.take(ACCOUNT, name);
            c.take(ACCOUNT, name);
        };
        assertThat(d.take(ACCOUNT, name)).as("put in where nothing was").isEmpty();
        assertThat(rounded(look(d))).contains(Duration.ofSeconds(20));
        assertThat(d.crowded()).isZero();
    }

    @Test
    void whoIsOvertakenAgainAndAgainGoesByItself() {
        a.take(ACCOUNT, name);
        BucketSlots fast = new BucketSlots() {
            @Override
            public Optional<byte[]> get(String of) {
                return map.get(of);
            }

            @Override
            public boolean putIfAbsent(String of, byte[] value, Duration life) {
                return false;
            }

            @Override
            public boolean replace(String of, byte[] before, byte[] value, Duration life) {
                return false;
            }
        };
        BucketBook slow = new BucketBook(fast, OURS, clock);
        assertThat(slow.take(ACCOUNT, name)).isEmpty();
        assertThat(slow.crowded()).isEqualTo(1);
    }

    @Test
    void aStrangerNeitherLocksOutNorFrees() {
        Bucket full = new Bucket("failures", "bob", ACCOUNT.rate());
        for (int i = 0; i < 5; i++) {
            a.spend(full, a.name(full));
        }
        map.values.put(name, map.values.get(a.name(full)));
        assertThat(look(b)).as("another bucket's state").isEmpty();
        map.values.put(name, new BucketEntry(Long.MAX_VALUE, Long.MAX_VALUE).seal(seal(2), name));
        assertThat(look(b)).as("of another key").isEmpty();
        map.values.put(name, new byte[3]);
        assertThat(look(b)).isEmpty();
        assertThat(b.rejected()).isEqualTo(3);

        byte[] early = null;
        for (int i = 0; i < 3; i++) {
            assertThat(b.spend(ACCOUNT, name)).as("written over what is none").isEmpty();
            early = i == 0 ? map.values.get(name).clone() : early;
        }
        assertThat(look(a)).isPresent();
        map.values.put(name, new byte[70]);
        assertThat(look(a)).as("written over").isPresent();
        map.values.remove(name);
        assertThat(look(a)).as("removed").isPresent();
        map.values.put(name, early);
        assertThat(look(a)).as("put back").isPresent();
        assertThat(a.take(ACCOUNT, name)).isPresent();
        b.spend(ACCOUNT, name);
        BucketBook late = new BucketBook(map, OURS, clock);
        assertThat(rounded(look(late)))
                .as("mended for those that had not seen it")
                .contains(Duration.ofSeconds(40));
    }

    @Test
    void anotherReleaseHasBucketsOfItsOwn() {
        BucketBook next = new BucketBook(map, KEYS.seal("shared limits 2"), clock);
        for (int i = 0; i < 5; i++) {
            next.spend(ACCOUNT, next.name(ACCOUNT));
        }
        assertThat(look(a)).isEmpty();
        a.spend(ACCOUNT, name);
        assertThat(map.values).hasSize(2);
        assertThat(a.rejected() + next.rejected()).isZero();
    }

    @Test
    void clocksNeedNotBeInStep() {
        otherClock.advance(Duration.ofHours(3));
        for (int i = 0; i < 3; i++) {
            b.spend(ACCOUNT, name);
        }
        assertThat(rounded(look(a))).as("behind the other").contains(Duration.ofSeconds(20));
        forward(Duration.ofSeconds(20));
        assertThat(a.take(ACCOUNT, name)).isEmpty();
        assertThat(rounded(look(b))).as("ahead of the other").contains(Duration.ofSeconds(20));
        otherClock.advance(Duration.ofHours(-6));
        assertThat(rounded(look(b))).as("set back").contains(Duration.ofSeconds(20));
        forward(Duration.ofSeconds(20));
        assertThat(b.take(ACCOUNT, name)).isEmpty();
    }

    @Test
    void aStateEndsWithWhatItCounts() {
        a.take(ACCOUNT, name);
        assertThat(map.lives.get(name)).isEqualTo(Duration.ofSeconds(25));
        forward(Duration.ofSeconds(20));
        map.values.remove(name);
        for (int i = 0; i < 3; i++) {
            assertThat(b.take(ACCOUNT, name)).isEmpty();
        }
    }
}
