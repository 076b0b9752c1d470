package forebay.access;

import forebay.cluster.SharedBuckets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.shiro.authc.AuthenticationException;

/**
 * Stands before every password check. A check costs 100 ms and 64 MiB by intent, which would be a weapon in a
 * stranger's hands: so failures are limited by address and by account before anything is computed, few checks run at
 * a time, and few requests wait. Outlives reloads. Thread-safe; a waiting request holds its thread.
 */
final class PasswordGate {
    /** Longer than this nobody waits for a turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Semaphore turns;
    private final int maxWaiting;
    private final AtomicInteger waiting = new AtomicInteger();
    private final FailureLimits limits;

    PasswordGate(AccessSettings settings, InstantSource clock, SharedBuckets shared) {
        turns = new Semaphore(settings.concurrentHashes(), true);
        maxWaiting = settings.queuedHashes();
        limits = new FailureLimits(settings.failuresPerMinute(), clock, shared);
    }

    /**
     * Runs a check within the limits.
     *
     * @param check throws AuthenticationException where the password is wrong
     * @throws TryLaterException where a limit is reached, and the check was not run
     */
    <T> T pass(FailureLimits.Asked asked, Supplier<T> check) {
        limits.take(asked).ifPresent(wait -> {
            throw TryLaterException.limited(wait);
        });
        boolean failed = false;
        try {
            return inTurn(check);
        } catch (TryLaterException notChecked) {
            throw notChecked;
        } catch (AuthenticationException wrong) {
            failed = true;
            limits.failed(asked);
            throw wrong;
        } finally {
            if (!failed) {
                limits.giveBack(asked);
            }
        }
    }

    /** Requests that wait for their turn. */
    int waiting() {
        return waiting.get();
    }

    private <T> T inTurn(Supplier<T> check) {
        if (!turns.tryAcquire()) {
            await();
        }
        try {
            return check.get();
        } finally {
            turns.release();
        }
    }

    private void await() {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            throw TryLaterException.busy(Duration.ofSeconds(1));
        }
        try {
            if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw TryLaterException.busy(Duration.ofSeconds(1));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw TryLaterException.busy(Duration.ofSeconds(1));
        } finally {
            waiting.decrementAndGet();
        }
    }
}
