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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the distributed maps that end in time: from the copy on this member, else from the member that owns the key,
 * unless that one is left alone ({@link MemberBreakers}). Thread-safe; never blocks.
 */
final class MemberAsking {
    private final HazelcastInstance hazelcast;
    private final Optional<OwnCopy> copies;
    private final MemberBreakers breakers;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final Runnable onLost;

    /**
     * Reads of a node.
     *
     * @param map any map of {@code hazelcast}
     * @param patience how long an owner may take to answer
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
        this.copies = OwnCopy.of(map);
        this.breakers = breakers;
        this.timer = timer;
        this.patience = patience;
        this.onLost = onLost;
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
     * The value of {@code key}, null where there is none; fails with a {@link TimeoutException} where the owner does not
     * answer in time, with a {@link CancellationException} where it is not asked because it did not before.
     */
    CompletionStage<byte @Nullable []> inTime(IMap<String, byte[]> map, String key) {
        byte[] copy = copy(map, key);
        if (copy != null) {
            return CompletableFuture.completedFuture(copy);
        }
        String member = owner(key);
        if (!breakers.mayAsk(member)) {
            return CompletableFuture.failedFuture(new CancellationException("member " + member + " does not answer"));
        }
        CompletableFuture<byte @Nullable []> answer = new CompletableFuture<>();
        CompletableFuture<byte[]> asked = map.getAsync(key).toCompletableFuture();
        Future<?> end = asked.isDone()
                ? null
                : timer.schedule(() -> late(answer, member), patience.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<?> unused = asked.whenCompleteAsync(
                (bytes, failure) -> {
                    if (end != null) {
                        end.cancel(false);
                    }
                    if (failure == null) {
                        breakers.answered(member);
                        answer.complete(bytes);
                    } else if (answer.completeExceptionally(failure)) {
                        silent(member);
                    }
                },
                Runnable::run);
        return answer;
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

    private void late(CompletableFuture<?> answer, String member) {
        if (answer.completeExceptionally(new TimeoutException("member " + member + " did not answer in time"))) {
            silent(member);
        }
    }

    private void silent(String member) {
        if (breakers.silent(member)) {
            onLost.run();
        }
    }

    /** Whether {@code member} has left several questions in a row unanswered. */
    boolean isSilent(Member member) {
        return breakers.isResting(name(member));
    }

    /** The same for who rather waits; as long as the cluster's own time-outs. */
    CompletionStage<byte @Nullable []> patiently(IMap<String, byte[]> map, String key) {
        byte[] copy = copy(map, key);
        return copy != null ? CompletableFuture.completedFuture(copy) : map.getAsync(key);
    }

    private byte @Nullable [] copy(IMap<String, byte[]> map, String key) {
        return copies.isPresent() ? copies.get().read(map.getName(), key) : null;
    }
}
