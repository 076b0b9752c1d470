package forebay.cluster;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Which members are not asked for the moment: one that left several questions in a row without an answer in time is left
 * alone for a while, and then asked once; its answer lets all in again. Each member has a breaker of its own, so that one
 * that hangs costs no look-up of another's share. Thread-safe.
 */
public final class MemberBreakers {
    /** So many questions in a row go unanswered before a member is left alone. */
    static final int MOST_SILENT = 5;

    /** How long it is left alone. */
    static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ConcurrentMap<String, Breaker> breakers = new ConcurrentHashMap<>();
    private final AtomicLong skipped = new AtomicLong();
    private final LongSupplier nanos;

    /** What is known of a member. */
    private static final class Breaker {
        final AtomicInteger silent = new AtomicInteger();
        final AtomicLong restsSince = new AtomicLong();
        volatile boolean late;
    }

    /** Breakers by a clock that never goes back. */
    public MemberBreakers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether a question may go to this member; where not, it is counted. Who may ask says how it ended. */
    public boolean mayAsk(String member) {
        Breaker breaker = breakers.get(member);
        if (breaker == null || breaker.silent.get() < MOST_SILENT) {
            return true;
        }
        long now = nanos.getAsLong();
        long since = breaker.restsSince.get();
        if (now - since >= REST_NANOS && breaker.restsSince.compareAndSet(since, now)) {
            return true;
        }
        skipped.incrementAndGet();
        return false;
    }

    /** The member answered. */
    public void answered(String member) {
        Breaker breaker = breakers.get(member);
        if (breaker != null) {
            breaker.silent.set(0);
            breaker.late = false;
        }
    }

    /** The member takes long to answer; whether it does at all is not known yet. */
    public void late(String member) {
        breakers.computeIfAbsent(member, name -> new Breaker()).late = true;
    }

    /** Whether what the member was asked last is late or unanswered, and nothing has been heard from it since. */
    public boolean isLate(String member) {
        Breaker breaker = breakers.get(member);
        return breaker != null && (breaker.late || breaker.silent.get() > 0);
    }

    /** The member did not answer in time, or the question failed; whether it is left alone from now on. */
    public boolean silent(String member) {
        Breaker breaker = breakers.computeIfAbsent(member, name -> new Breaker());
        int silent = breaker.silent.incrementAndGet();
        if (silent >= MOST_SILENT) {
            breaker.restsSince.set(nanos.getAsLong());
        }
        return silent == MOST_SILENT;
    }

    /** Whether the member has not answered for a while, so that what it does is not to be waited for. */
    public boolean isResting(String member) {
        Breaker breaker = breakers.get(member);
        return breaker != null && breaker.silent.get() >= MOST_SILENT;
    }

    /** Forgets a member that is no more. */
    public void left(String member) {
        breakers.remove(member);
    }

    /** Questions that were not asked. */
    public long skipped() {
        return skipped.get();
    }

    /** Members that are left alone at the moment. */
    public int resting() {
        return (int) breakers.values().stream()
                .filter(breaker -> breaker.silent.get() >= MOST_SILENT)
                .count();
    }
}
