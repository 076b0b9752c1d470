package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import forebay.cluster.Bucket;
import forebay.cluster.SharedBuckets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PasswordGateTest {
    private final TestClock clock = new TestClock();
    private SharedBuckets shared = SharedBuckets.ALONE;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void refusesAnAddressAfterItsFailuresWithoutRunningTheCheck() {
        PasswordGate gate = gate(1, 1, 2);
        fail(gate, "192.0.2.1", "a");
        fail(gate, "192.0.2.1", "b");

        TryLaterException limited = later(gate, "192.0.2.1", "c");

        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(pass(gate, "192.0.2.2", "c")).isEqualTo("ran");
    }

    @Test
    void refusesAnAccountAfterItsFailuresFromAnywhere() {
        PasswordGate gate = gate(1, 1, 2);
        fail(gate, "192.0.2.1", "a");
        fail(gate, "192.0.2.2", "a");

        assertThat(later(gate, "192.0.2.3", "a").status()).isEqualTo(429);
        assertThat(pass(gate, "192.0.2.3", "b")).isEqualTo("ran");
    }

    @Test
    void takesASlash64AsOneAddress() {
        PasswordGate gate = gate(1, 1, 2);
        fail(gate, "2001:db8::1", "a");
        fail(gate, "2001:db8::2", "b");

        assertThat(later(gate, "2001:db8::ffff", "c").status()).isEqualTo(429);
        assertThat(pass(gate, "2001:db8:0:1::1", "c")).isEqualTo("ran");
    }

    @Test
    void whoSucceedsIsNeverLimited() {
        PasswordGate gate = gate(1, 1, 2);
        for (int i = 0; i < 10; i++) {
            assertThat(pass(gate, "192.0.2.1", "a")).isEqualTo("ran");
        }
    }

    @Test
    void runsFewAtATimeLetsFewWaitAndTurnsTheRestAway() throws Exception {
        PasswordGate gate = gate(2, 3, 100);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        List<Future<String>> checks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String account = "a" + i;
            checks.add(threads.submit(() -> gate.pass(asked("192.0.2.1", account), () -> {
                running.incrementAndGet();
                uninterruptibly(go);
                running.decrementAndGet();
                return "ran";
            })));
        }
        await().until(() -> running.get() == 2 && gate.waiting() == 3);

        TryLaterException busy = later(gate, "192.0.2.1", "b");

        assertThat(busy.status()).isEqualTo(503);
        assertThat(running.get()).isEqualTo(2);
        go.countDown();
        for (Future<String> check : checks) {
            assertThat(check.get()).isEqualTo("ran");
        }
        assertThat(pass(gate, "192.0.2.1", "b")).isEqualTo("ran");
    }

    @Test
    void aBrokenRealmIsNobodysFailure() {
        PasswordGate gate = gate(1, 1, 1);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> gate.pass(asked("192.0.2.1", "a"), () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThat(pass(gate, "192.0.2.1", "a")).isEqualTo("ran");
    }

    /** Buckets that other nodes have taken from, or not. */
    private static final class Others implements SharedBuckets {
        final List<String> spent = new ArrayList<>();
        Optional<String> empty = Optional.empty();

        @Override
        public CompletionStage<Optional<Duration>> look(Bucket bucket) {
            return CompletableFuture.completedFuture(
                    empty.filter(bucket.of()::equals).map(of -> Duration.ofSeconds(12)));
        }

        @Override
        public CompletionStage<Optional<Duration>> take(Bucket bucket) {
            throw new AssertionError("nothing is taken before it failed");
        }

        @Override
        public CompletionStage<Optional<Duration>> spend(Bucket bucket) {
            spent.add(bucket.of());
            return SharedBuckets.permitted();
        }
    }

    @Test
    void whatFailedElsewhereCountsAndIsNotCheckedHere() {
        Others others = new Others();
        shared = others;
        PasswordGate gate = gate(1, 1, 2);
        fail(gate, "192.0.2.1", "a");
        assertThat(others.spent).containsExactly("c0000201", "a");
        assertThat(pass(gate, "192.0.2.1", "a")).isEqualTo("ran");
        assertThat(others.spent).as("only what failed is told").hasSize(2);

        others.empty = Optional.of("b");
        for (int i = 0; i < 5; i++) {
            assertThat(later(gate, "192.0.2.9", "b").retryAfter()).isEqualTo(Duration.ofSeconds(12));
        }
        assertThat(pass(gate, "192.0.2.9", "c")).as("given back here").isEqualTo("ran");
        others.empty = Optional.of("c0000209");
        assertThat(later(gate, "192.0.2.9", "c").status()).isEqualTo(429);
    }

    private PasswordGate gate(int concurrent, int queued, int failures) {
        return new PasswordGate(
                new AccessSettings(Path.of("shiro.ini"), concurrent, queued, failures, Duration.ZERO), clock, shared);
    }

    private static String pass(PasswordGate gate, String address, String account) {
        return gate.pass(asked(address, account), () -> "ran");
    }

    private static void fail(PasswordGate gate, String address, String account) {
        assertThatThrownBy(() -> gate.pass(asked(address, account), () -> {
                    throw new IncorrectCredentialsException();
                }))
                .isInstanceOf(AuthenticationException.class)
                .isNotInstanceOf(TryLaterException.class);
    }

    private static TryLaterException later(PasswordGate gate, String address, String account) {
        return catchThrowableOfType(
                TryLaterException.class,
                () -> gate.pass(asked(address, account), () -> {
                    throw new AssertionError("the check ran");
                }));
    }

    private static FailureLimits.Asked asked(String address, String account) {
        return new FailureLimits.Asked(Policies.address(address), account, account);
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
