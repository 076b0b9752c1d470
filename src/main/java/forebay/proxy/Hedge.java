package forebay.proxy;

import forebay.balance.PoolLoad;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Up to two attempts of one request at a time: whose head comes first brings the answer, the other one is given up, and
 * only when neither runs any more something follows from a failure. Thread-safe; calls nobody while it is locked.
 */
final class Hedge {
    private final UpstreamAttempt first;
    private @Nullable UpstreamAttempt second;
    private boolean firstRuns = true;
    /** From the claim on. */
    private boolean secondRuns;

    private boolean claimed;
    private boolean over;
    private @Nullable Runnable pending;
    private Upkeep.@Nullable Timer timer;

    Hedge(UpstreamAttempt first) {
        this.first = first;
    }

    /** Says what begins the second attempt, unless it is too late for one already. */
    synchronized void timer(Upkeep.Timer due) {
        timer = due;
        if (over || !firstRuns) {
            due.cancel();
        }
    }

    /** The caller goes to make the second attempt; until it has, nothing follows from a failure of the first one. */
    synchronized boolean claim() {
        if (over || !firstRuns || claimed) {
            return false;
        }
        claimed = true;
        secondRuns = true;
        return true;
    }

    /** The claimed attempt begins; false where it is not wanted any more. */
    synchronized boolean begin(UpstreamAttempt rival) {
        if (over) {
            return false;
        }
        second = rival;
        return true;
    }

    /** The claimed attempt is not made; what a failure of the first one held up meanwhile goes on. */
    void unclaim() {
        Runnable next;
        synchronized (this) {
            secondRuns = false;
            next = firstRuns ? null : pending;
        }
        if (next != null) {
            next.run();
        }
    }

    /** An attempt has failed: {@code next} follows, unless another one still runs. */
    void failed(UpstreamAttempt attempt, Runnable next) {
        boolean last;
        synchronized (this) {
            pending = next;
            last = !othersRun(attempt);
        }
        if (last) {
            next.run();
        }
    }

    /** An attempt is of no use; whether another one still runs that may be. */
    synchronized boolean othersRun(UpstreamAttempt useless) {
        if (useless.equals(first)) {
            firstRuns = false;
            cancelTimer();
        } else {
            secondRuns = false;
        }
        return firstRuns || secondRuns;
    }

    /** The answer has come, or is not wanted any more; returns the attempts that still run. */
    synchronized List<UpstreamAttempt> end() {
        over = true;
        cancelTimer();
        List<UpstreamAttempt> running = new ArrayList<>(2);
        if (firstRuns) {
            running.add(first);
        }
        if (secondRuns && second != null) {
            running.add(second);
        }
        return running;
    }

    /** An attempt has brought the answer: the other one is given up. */
    void answeredBy(UpstreamAttempt attempt, PoolLoad load) {
        load.hedgeable(attempt.headNanos());
        end().stream().filter(other -> !other.equals(attempt)).forEach(UpstreamAttempt::overtaken);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
