package forebay.cache.hazelcast;

import forebay.cluster.MemberBreakers;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question for the value of a key, put to the member that owns it, and to one that keeps a backup where the owner is
 * late: after half of the time, or at once where it was late before. An owner that is left alone ({@link
 * MemberBreakers}) has only its backup asked. What the owner says counts, also that there is nothing; a backup's answer
 * counts where it has the value. Thread-safe; never blocks.
 */
final class LookUp {
    private final Terms terms;
    private final Replicas replicas;
    private final String owner;
    private final boolean bounded;
    private final CompletableFuture<byte @Nullable []> answer = new CompletableFuture<>();
    private final AtomicReference<State> ownerState = new AtomicReference<>(State.UNASKED);
    private final AtomicReference<State> backupState = new AtomicReference<>(State.UNASKED);
    /** Owner and backup, as long as each may still bring something. */
    private final AtomicInteger open = new AtomicInteger(2);

    private volatile @Nullable String backup;
    private volatile @Nullable Throwable why;
    private volatile @Nullable Future<?> timer;

    /** How far one of the two is. */
    private enum State {
        UNASKED,
        ASKED,
        OVER
    }

    /**
     * What the look-ups of a node have in common.
     *
     * @param breakers who is left alone
     * @param timer calls back
     * @param patienceNanos how long an answer may take
     * @param silent told of a member that left a question unanswered
     * @param byBackup counts the answers of backups
     */
    record Terms(
            MemberBreakers breakers, Timer timer, long patienceNanos, Consumer<String> silent, AtomicLong byBackup) {}

    /** Calls back once, after some time. */
    interface Timer {
        Future<?> in(long nanos, Runnable task);
    }

    private LookUp(Terms terms, Replicas replicas, boolean bounded) {
        this.terms = terms;
        this.replicas = replicas;
        this.owner = replicas.owner();
        this.bounded = bounded;
    }

    /**
     * The value, null where there is none. Fails with a {@link TimeoutException} where nobody has answered in time, with
     * a {@link CancellationException} where the owner was not asked, and the backup has nothing.
     */
    static CompletionStage<byte @Nullable []> inTime(Terms terms, Replicas replicas) {
        return new LookUp(terms, replicas, true).begin();
    }

    /**
     * The same for who rather waits, as long as the cluster's own time-outs: an owner that is left alone is asked where
     * its backup does not help. Nobody is held to have been silent.
     */
    static CompletionStage<byte @Nullable []> patiently(Terms terms, Replicas replicas) {
        return new LookUp(terms, replicas, false).begin();
    }

    private CompletionStage<byte @Nullable []> begin() {
        MemberBreakers breakers = terms.breakers();
        boolean late = breakers.isLate(owner);
        boolean rests = late && (bounded ? !breakers.mayAsk(owner) : breakers.isResting(owner));
        if (!rests) {
            askOwner();
            if (late) {
                askOther();
            }
        } else if (bounded) {
            ownerState.set(State.OVER);
            useless(new CancellationException("member " + owner + " does not answer"));
        } else {
            askBackup();
        }
        if (bounded && late) {
            arm(terms.patienceNanos(), this::end);
        } else if (!late || rests) {
            arm(terms.patienceNanos() / 2, this::half);
        }
        return answer;
    }

    private void askOwner() {
        if (ownerState.compareAndSet(State.UNASKED, State.ASKED)) {
            asked(replicas::askOwner, this::byOwner);
        }
    }

    private void askBackup() {
        if (!backupState.compareAndSet(State.UNASKED, State.ASKED)) {
            return;
        }
        Optional<Replicas.Backup> known = keeper();
        if (known.isPresent()) {
            backup = known.get().member();
            asked(known.get().ask(), this::byBackup);
        } else {
            backupState.set(State.OVER);
            useless(null);
        }
    }

    /** Who keeps a backup and may be asked; nobody where the cluster is about to be left. */
    private Optional<Replicas.Backup> keeper() {
        try {
            return replicas.backup(member -> !terms.breakers().isResting(member));
        } catch (RuntimeException notActive) {
            return Optional.empty();
        }
    }

    private void askOther() {
        if (!answer.isDone()) {
            askBackup();
            askOwner();
        }
    }

    private static void asked(
            Supplier<CompletionStage<byte @Nullable []>> question,
            BiConsumer<byte @Nullable [], @Nullable Throwable> listener) {
        CompletionStage<byte @Nullable []> asked;
        try {
            asked = question.get();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        CompletionStage<?> unused = asked.whenCompleteAsync(listener, Runnable::run);
    }

    private void byOwner(byte @Nullable [] bytes, @Nullable Throwable failure) {
        boolean inTime = ownerState.getAndSet(State.OVER) == State.ASKED;
        if (failure == null) {
            terms.breakers().answered(owner);
            answer.complete(bytes);
        } else {
            if (inTime && bounded) {
                terms.silent().accept(owner);
            }
            useless(failure);
        }
        settle();
    }

    private void byBackup(byte @Nullable [] bytes, @Nullable Throwable failure) {
        boolean inTime = backupState.getAndSet(State.OVER) == State.ASKED;
        String member = backup;
        if (failure == null && member != null) {
            terms.breakers().answered(member);
        } else if (inTime && bounded && member != null) {
            terms.silent().accept(member);
        }
        if (failure != null || bytes == null) {
            useless(null);
        } else if (answer.complete(bytes)) {
            terms.byBackup().incrementAndGet();
        }
        settle();
    }

    /** One of the two brings nothing; {@code failure} is the owner's. */
    private void useless(@Nullable Throwable failure) {
        if (failure != null) {
            why = failure;
        }
        if (open.decrementAndGet() == 0) {
            answer.completeExceptionally(why);
        } else {
            askOther();
        }
    }

    private void half() {
        if (ownerState.get() == State.ASKED) {
            terms.breakers().late(owner);
        }
        askOther();
        if (bounded) {
            arm(terms.patienceNanos() - terms.patienceNanos() / 2, this::end);
        }
    }

    private void end() {
        answer.completeExceptionally(new TimeoutException("member " + owner + " did not answer in time"));
        if (ownerState.compareAndSet(State.ASKED, State.OVER)) {
            terms.silent().accept(owner);
        }
        String member = backup;
        if (member != null && backupState.compareAndSet(State.ASKED, State.OVER)) {
            terms.silent().accept(member);
        }
    }

    private void arm(long nanos, Runnable task) {
        if (isSettled()) {
            return;
        }
        try {
            timer = terms.timer().in(nanos, task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
        settle();
    }

    /** Whether there is nobody left to wait for, or to be judged. */
    private boolean isSettled() {
        return answer.isDone() && ownerState.get() != State.ASKED;
    }

    private void settle() {
        Future<?> armed = timer;
        if (armed != null && isSettled()) {
            armed.cancel(false);
        }
    }
}
