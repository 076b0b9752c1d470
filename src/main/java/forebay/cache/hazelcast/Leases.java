package forebay.cache.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.impl.IMapInternal;
import forebay.cache.CacheKey;
import forebay.cache.SharedLease;
import forebay.cluster.ClusterMember;
import forebay.cluster.Seal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Leases of keys on a distributed map, by {@code putIfAbsent}, {@code replace} and {@code remove} on bytes. An entry is a
 * token: the member that holds it, the node's name, a number, and a code by the cluster's keys. The map ends it by its
 * own clock; one of a member that is gone, or that no node of ours wrote, is taken over at once. One of a node that does
 * not answer is not waited for ({@link LeaseHolders}). Thread-safe.
 */
final class Leases implements AutoCloseable {
    /** Name of the map. */
    static final String MAP = "forebay-leases";

    /** The purpose of its seal. */
    static final String PURPOSE = "cache leases 1";

    /** How long one holds without a byte that arrives; as long as requests wait for another's head on one node. */
    static final long LIFE_MILLIS = 5_000;

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 256;
    private static final SharedLease.Answer UNANSWERED = new SharedLease.Unanswered();
    private static final String OF_CLIENT = "client";

    private final IMap<String, byte[]> map;
    private final HazelcastInstance hazelcast;
    private final Seal seal;
    private final String node;
    private final boolean client;
    private final MemberAsking asking;
    private final LeaseHolders holders;
    private final Ended ended;
    private final AtomicLong number = new AtomicLong();
    private final ThreadPoolExecutor threads;

    /** Told of a lease's end; what was to be stored before is stored before the others hear of it. */
    interface Ended {
        /** Calls {@code remove} when what waits to be written is, then tells the others. */
        void ended(CacheKey key, boolean shared, Runnable remove);
    }

    /**
     * Leases of a node.
     *
     * @param hazelcast of {@code cluster}, which is there
     */
    Leases(HazelcastInstance hazelcast, ClusterMember cluster, MemberAsking asking, LeaseHolders holders, Ended ended) {
        this.hazelcast = hazelcast;
        this.map = hazelcast.getMap(MAP);
        this.seal = cluster.keys().seal(PURPOSE);
        this.node = cluster.name();
        this.client = cluster.isClient();
        this.asking = asking;
        this.holders = holders;
        this.ended = ended;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "forebay-cache-leases");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Asks for the lease of {@code key}; completes within the time of a look-up, never exceptionally. */
    CompletionStage<SharedLease.Answer> take(CacheKey key) {
        CompletableFuture<SharedLease.Answer> answer = new CompletableFuture<>();
        if (!client && hazelcast.getCluster().getMembers().size() < 2) {
            answer.complete(new SharedLease.Nobody());
            return answer;
        }
        String at = key.toString();
        AtomicBoolean asked = new AtomicBoolean();
        if (asking.bounded(at, answer, UNANSWERED, asked::get)) {
            try {
                claim(key, at, asked, answer);
            } catch (RuntimeException notThere) {
                answer.complete(UNANSWERED);
            }
        }
        return answer;
    }

    private void run(Runnable task, Runnable otherwise) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            otherwise.run();
        }
    }

    /** Of a client alone Hazelcast has no {@code putIfAbsent} that does not block. */
    private void claim(CacheKey key, String at, AtomicBoolean asked, CompletableFuture<SharedLease.Answer> answer) {
        byte[] token = token(at);
        if (map instanceof IMapInternal<String, byte[]> ofMember) {
            asked.set(true);
            CompletableFuture<?> unused = ofMember.putIfAbsentAsync(at, token, LIFE_MILLIS, TimeUnit.MILLISECONDS)
                    .whenCompleteAsync(
                            (before, failure) -> {
                                if (failure == null) {
                                    claimed(key, at, token, before, answer);
                                } else {
                                    answer.complete(UNANSWERED);
                                }
                            },
                            Runnable::run);
            return;
        }
        runFor(answer, () -> {
            asked.set(true);
            if (!answer.isDone()) {
                claimed(key, at, token, map.putIfAbsent(at, token, LIFE_MILLIS, TimeUnit.MILLISECONDS), answer);
            }
        });
    }

    private void runFor(CompletableFuture<SharedLease.Answer> answer, Runnable task) {
        run(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        answer.complete(UNANSWERED);
                    }
                },
                () -> answer.complete(UNANSWERED));
    }

    private void claimed(
            CacheKey key,
            String at,
            byte[] token,
            byte @Nullable [] before,
            CompletableFuture<SharedLease.Answer> answer) {
        if (before == null) {
            grant(new Own(key, at, token), answer);
        } else if (isOrphan(at, before)) {
            runFor(answer, () -> takeOver(new Own(key, at, token), before, answer));
        } else {
            held(key, before, answer);
        }
    }

    private static void grant(Own own, CompletableFuture<SharedLease.Answer> answer) {
        if (!answer.complete(new SharedLease.Granted(own))) {
            own.end(true); // too late: the request has gone on
        }
    }

    private void held(CacheKey key, byte[] by, CompletableFuture<SharedLease.Answer> answer) {
        answer.complete(mayAwait(key, by) ? new SharedLease.Held() : UNANSWERED);
    }

    private void takeOver(Own own, byte[] orphan, CompletableFuture<SharedLease.Answer> answer) {
        if (map.replace(own.at, orphan, own.token)) {
            own.renew();
            grant(own, answer);
            return;
        }
        byte[] by = map.get(own.at);
        if (by == null || isOrphan(own.at, by)) {
            answer.complete(new SharedLease.Held()); // another one took it over
        } else {
            held(own.key, by, answer);
        }
    }

    /** Does {@code remove} of the lease of {@code key}, which has ended, beside what waits to be written. */
    void removeAtOnce(CacheKey key, Runnable remove) {
        if (!asking.isLate(key.toString())) { // else nobody hears of it either
            run(remove, () -> {});
        }
    }

    private byte[] token(String at) {
        String holder = client
                ? OF_CLIENT
                : hazelcast.getCluster().getLocalMember().getUuid().toString();
        byte[] text = (holder + ' ' + node + ' ' + number.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
        byte[] code = seal.sign(at.getBytes(StandardCharsets.UTF_8), text);
        byte[] token = Arrays.copyOf(code, code.length + text.length);
        System.arraycopy(text, 0, token, code.length, text.length);
        return token;
    }

    /** Whether nobody will end it: its holder is no member any more, or it is none of ours. */
    private boolean isOrphan(String at, byte[] token) {
        if (token.length <= Seal.BYTES) {
            return true;
        }
        byte[] text = Arrays.copyOfRange(token, Seal.BYTES, token.length);
        if (!seal.verifies(Arrays.copyOf(token, Seal.BYTES), at.getBytes(StandardCharsets.UTF_8), text)) {
            return true;
        }
        return !holderText(token).equals(OF_CLIENT) && holder(token).isEmpty();
    }

    private static String text(byte[] token) {
        return new String(token, Seal.BYTES, token.length - Seal.BYTES, StandardCharsets.UTF_8);
    }

    private static String holderText(byte[] token) {
        String told = text(token);
        return told.substring(0, Math.max(0, told.indexOf(' ')));
    }

    /** Whether who holds {@code token} may be waited for; where it has to be watched, it is from now on. */
    private boolean mayAwait(CacheKey key, byte[] token) {
        String holder = holderNode(token);
        return holder(token).filter(asking::isSilent).isEmpty() && (holder.equals(node) || holders.await(key, holder));
    }

    /** The name of the node that has it. */
    private static String holderNode(byte[] token) {
        String told = text(token);
        int first = told.indexOf(' ') + 1;
        return told.substring(first, Math.max(first, told.lastIndexOf(' ')));
    }

    /** The member that has it; empty where that is none any more, or it is a client. */
    private Optional<Member> holder(byte[] token) {
        String holder = holderText(token);
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> member.getUuid().toString().equals(holder))
                .findFirst();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One that this node has. */
    private final class Own implements SharedLease {
        private final CacheKey key;
        private final String at;
        private final byte[] token;
        private final AtomicBoolean over = new AtomicBoolean();

        Own(CacheKey key, String at, byte[] token) {
            this.key = key;
            this.at = at;
            this.token = token;
        }

        @Override
        public void renew() {
            if (asking.isLate(at)) {
                return; // it would keep a thread from the others' leases
            }
            run(() -> map.setTtl(at, LIFE_MILLIS, TimeUnit.MILLISECONDS), () -> {});
        }

        @Override
        public void end(boolean shared) {
            if (over.compareAndSet(false, true)) {
                ended.ended(key, shared, () -> map.remove(at, token));
            }
        }
    }
}
