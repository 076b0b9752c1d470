package forebay.cache.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import forebay.cluster.MemberBreakers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the distributed maps that end in time: from the copy on this member, else from the member that owns the key,
 * and where that one is late or left alone ({@link MemberBreakers}) from one that keeps a backup ({@link LookUp}).
 * Thread-safe; never blocks.
 */
final class MemberAsking {
    private final HazelcastInstance hazelcast;
    private final Optional<Copies> copies;
    private final MemberBreakers breakers;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final Runnable onLost;
    private final LookUp.Terms terms;
    private final AtomicLong byBackup = new AtomicLong();

    /**
     * Reads of a node.
     *
     * @param map any map of {@code hazelcast}
     * @param patience how long a look-up may take
     * @param onLost told when a member is gone, or does not answer any more
     */
    MemberAsking(
            HazelcastInstance hazelcast,
            IMap<?, ?> map,
            MemberBreakers breakers,
            ScheduledExecutorService timer,
            Duration patience,
            Runnable onLost) {
        this.hazelcast = hazelcast;
        this.copies = Copies.of(map);
        this.breakers = breakers;
        this.timer = timer;
        this.patience = patience;
        this.onLost = onLost;
        this.terms = new LookUp.Terms(
                breakers,
                (nanos, task) -> timer.schedule(task, nanos, TimeUnit.NANOSECONDS),
                patience.toNanos(),
                this::silent,
                byBackup);
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                breakers.left(name(event.getMember()));
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                breakers.left(name(event.getMember()));
                onLost.run();
            }
        });
    }

    private static String name(Member member) {
        return member.getAddress().toString();
    }

    /**
     * The value of {@code key}, null where there is none; fails with a {@link TimeoutException} where nobody who has it
     * answers in time, with a {@link CancellationException} where its owner is not asked because it did not answer before.
     */
    CompletionStage<byte @Nullable []> inTime(IMap<String, byte[]> map, String key) {
        byte[] copy = copy(map, key);
        return copy != null
                ? CompletableFuture.completedFuture(copy)
                : LookUp.inTime(terms, new OfKey(map, key, owner(key)));
    }

    /** The same for who rather waits; as long as the cluster's own time-outs. */
    CompletionStage<byte @Nullable []> patiently(IMap<String, byte[]> map, String key) {
        byte[] copy = copy(map, key);
        return copy != null
                ? CompletableFuture.completedFuture(copy)
                : LookUp.patiently(terms, new OfKey(map, key, owner(key)));
    }

    private byte @Nullable [] copy(IMap<String, byte[]> map, String key) {
        return copies.isPresent() ? copies.get().own(map.getName(), key) : null;
    }

    /** Look-ups that a backup answered, as the owner was late or left alone. */
    long byBackup() {
        return byBackup.get();
    }

    /** Who may have one key of {@code map}. */
    private final class OfKey implements Replicas {
        private final IMap<String, byte[]> map;
        private final String key;
        private final String owner;

        OfKey(IMap<String, byte[]> map, String key, String owner) {
            this.map = map;
            this.key = key;
            this.owner = owner;
        }

        @Override
        public String owner() {
            return owner;
        }

        @Override
        public CompletionStage<byte @Nullable []> askOwner() {
            return map.getAsync(key);
        }

        @Override
        public Optional<Backup> backup(Predicate<String> mayAsk) {
            return copies.flatMap(known -> known.elsewhere(map.getName(), key, mayAsk));
        }
    }

    private String owner(String key) {
        Member owner = hazelcast.getPartitionService().getPartition(key).getOwner();
        return owner == null ? "" : name(owner);
    }

    /**
     * Whether the owner of {@code key} may be asked by the caller; then {@code answer} is completed with
     * {@code otherwise} where that takes too long, else at once.
     *
     * @param asked whether the owner has got the question by then, so that it is the one who is silent
     */
    <T> boolean bounded(String key, CompletableFuture<T> answer, T otherwise, BooleanSupplier asked) {
        String member = owner(key);
        if (!breakers.mayAsk(member)) {
            answer.complete(otherwise);
            return false;
        }
        Future<?> end = timer.schedule(
                () -> {
                    if (answer.complete(otherwise) && asked.getAsBoolean()) {
                        silent(member);
                    }
                },
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
        CompletableFuture<?> unused = answer.whenCompleteAsync(
                (value, failure) -> {
                    end.cancel(false);
                    if (value != otherwise) {
                        breakers.answered(member);
                    }
                },
                Runnable::run);
        return true;
    }

    private void silent(String member) {
        if (breakers.silent(member)) {
            onLost.run();
        }
    }

    /** Whether the owner of {@code key} is late to answer, or does not at all. */
    boolean isLate(String key) {
        return breakers.isLate(owner(key));
    }

    /** Whether {@code member} has left several questions in a row unanswered. */
    boolean isSilent(Member member) {
        return breakers.isResting(name(member));
    }
}
