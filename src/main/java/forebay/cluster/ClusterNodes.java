package forebay.cluster;

import com.hazelcast.topic.ITopic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among the others: carries the messages of {@link NodeProtocol} over topics of the cluster, one for each node,
 * sealed, so that a stranger's change nothing. Whoever brings a message, a command or the passing of time runs the
 * protocol, one after the other ({@link Turns}), and never waits: each thread that has to be woken on its way is a time
 * that a purge waits for a processor. {@link NodeRegister} has a thread for what may wait. Thread-safe.
 */
public final class ClusterNodes implements NodeControl, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterNodes.class);
    private static final String PURPOSE = "node message 1";
    private static final long TICK_MILLIS = 50;
    private static final long LEAVE_MILLIS = 1_000;

    private final Seal seal;
    private final Turns turns = new Turns();
    private final ScheduledThreadPoolExecutor ticks;
    private final NodeProtocol protocol;
    private final NodeRegister register;
    private final AtomicLong refused = new AtomicLong();
    private final CountDownLatch serving = new CountDownLatch(1);
    private final Lease lease;
    private volatile Seen seen;
    private volatile boolean stopped;

    /** What other threads see of the protocol. */
    record Seen(NodeProtocol.Phase phase, NodeName self, long lineage, List<NodeName> live, Set<Long> gone) {}

    private ClusterNodes(
            ClusterMember member, NodeName self, NumberedState state, Lease lease, RandomGenerator random) {
        this.lease = lease;
        this.seal = member.keys().seal(PURPOSE);
        this.ticks = new ScheduledThreadPoolExecutor(1, task -> {
            Thread own = new Thread(task, "forebay-cluster-nodes");
            own.setDaemon(true);
            return own;
        });
        this.protocol = new NodeProtocol(
                self, state, this::send, random, new Standing(lease.isBound(), Standing.MARGIN_MILLIS), lease::until);
        this.seen = look();
        this.register = new NodeRegister(this, seal, new Founding(member.longestReturn()));
    }

    /**
     * Begins to take part. Commands are applied to {@code state} by one thread after the other; it serves once {@code
     * state} is told so.
     *
     * @param lease until when what is stored may be used; asked for each use
     * @param random draws ids; must not repeat itself across nodes
     */
    public static ClusterNodes start(
            ClusterMember member, NumberedState state, Lease lease, RandomGenerator random, InstantSource clock) {
        String place = member.isClient() ? "" : member.address();
        NodeName self = new NodeName(random.nextLong(), place, clock.millis());
        ClusterNodes nodes = new ClusterNodes(member, self, state, lease, random);
        ScheduledFuture<?> unused = nodes.ticks.scheduleWithFixedDelay(
                () -> nodes.run(() -> nodes.protocol.tick(nodes.lease.now())),
                TICK_MILLIS,
                TICK_MILLIS,
                TimeUnit.MILLISECONDS);
        member.whenJoined(nodes.register::joined);
        return nodes;
    }

    /** Waits until this node serves, for so long at most; false where it does not yet. */
    public boolean awaitServing(Duration longest) {
        try {
            return serving.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Has {@code command} applied by all nodes; completes by {@code patience} at the latest, never exceptionally. What
     * follows must not wait for anything: other commands wait for the thread that it completes on.
     */
    public CompletionStage<CommandResult> apply(byte[] command, Duration patience) {
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        boolean taken = run(() -> protocol.command(command, lease.now(), patience.toMillis(), result::complete));
        if (!taken) {
            result.complete(new CommandResult(0, 1, List.of(seen.self() + " (is stopping)")));
        }
        return result;
    }

    @Override
    public CompletionStage<Boolean> forget(String node) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        boolean taken = run(() -> {
            boolean found = protocol.forget(node, lease.now());
            log.info("node {} is taken for dead by an operator: {}", node, found ? "done" : "no such node");
            result.complete(found);
        });
        if (!taken) {
            result.complete(false);
        }
        return result;
    }

    @Override
    public View view() {
        Seen now = seen;
        return new View(
                now.phase() == NodeProtocol.Phase.SERVING && lease.holds(),
                now.self().toString(),
                now.live().stream().map(NodeName::toString).toList(),
                refused.get());
    }

    Seen seen() {
        return seen;
    }

    void hints(Set<NodeName> names) {
        run(() -> protocol.hints(names));
    }

    void found() {
        run(protocol::found);
    }

    /** A message came, on a thread of the cluster's. */
    void heard(byte[] sealed) {
        NodeMessage.open(sealed, seal)
                .ifPresentOrElse(
                        message -> run(() -> protocol.receive(message, lease.now())), refused::incrementAndGet);
    }

    private void send(NodeMessage message) {
        register.inbox(message.to()).ifPresent(topic -> publish(topic, message.seal(seal)));
    }

    private static void publish(ITopic<byte[]> topic, byte[] sealed) {
        try {
            CompletionStage<Void> unused = topic.publishAsync(sealed);
        } catch (RuntimeException e) {
            log.debug("a message to a node is lost and will be repeated: {}", e.toString());
        }
    }

    private boolean run(Runnable event) {
        if (stopped) {
            return false;
        }
        turns.execute(() -> guarded(event));
        return true;
    }

    /** What fails must not keep others from their turn. */
    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            log.error("a message or a command of the nodes failed", e);
        }
        Seen before = seen;
        Seen now = look();
        seen = now;
        if (before.phase() != now.phase()) {
            log.info("node {} is {}, one of {}", now.self(), now.phase(), now.live());
        }
        if (now.phase() == NodeProtocol.Phase.SERVING) {
            serving.countDown();
        }
        if (before.self().id() != now.self().id()) {
            register.renamed();
        }
    }

    private Seen look() {
        return new Seen(protocol.phase(), protocol.self(), protocol.lineage(), protocol.live(), protocol.gone());
    }

    /** Says goodbye, so that no command waits for this node. */
    @Override
    public void close() {
        CountDownLatch left = new CountDownLatch(1);
        run(() -> {
            protocol.leave();
            left.countDown();
        });
        try {
            if (!left.await(LEAVE_MILLIS, TimeUnit.MILLISECONDS)) {
                log.warn("this node could not say goodbye in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped = true;
        ticks.shutdown();
        register.close();
    }
}
