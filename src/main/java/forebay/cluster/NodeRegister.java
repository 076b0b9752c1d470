package forebay.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where nodes find each other, and who begins: a map of the cluster with a sealed name for each node and for the one that
 * began. All in it are hints; what the nodes tell each other decides. Bytes and {@code putIfAbsent} only, so that
 * a stock cluster serves. Its own thread may wait for the cluster.
 */
final class NodeRegister implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeRegister.class);
    private static final String MAP = "forebay-nodes";
    private static final String INBOX = "forebay-node-";
    private static final String FOUNDER = "founder";
    private static final long EVERY_MILLIS = 500;

    private final ClusterNodes nodes;
    private final Seal seal;
    private final Founding founding;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<Long, ITopic<byte[]>> inboxes = new ConcurrentHashMap<>();
    private volatile @Nullable HazelcastInstance hazelcast;
    private @Nullable UUID subscription;
    private long subscribed;

    NodeRegister(ClusterNodes nodes, Seal seal, Founding founding) {
        this.nodes = nodes;
        this.founding = founding;
        this.seal = seal;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread own = new Thread(task, "forebay-cluster-register");
            own.setDaemon(true);
            return own;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    /** The cluster is there. */
    void joined(HazelcastInstance found) {
        if (hazelcast != null) {
            return;
        }
        hazelcast = found;
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(() -> guarded(found), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** This node has another id from now on. */
    void renamed() {
        HazelcastInstance found = hazelcast;
        if (found != null) {
            try {
                thread.execute(() -> guarded(found));
            } catch (RejectedExecutionException stopped) {
                log.debug("no further inbox, the node stops");
            }
        }
    }

    /** Where the node of this id hears; empty while there is no cluster. */
    Optional<ITopic<byte[]>> inbox(long id) {
        HazelcastInstance found = hazelcast;
        return found == null
                ? Optional.empty()
                : Optional.of(inboxes.computeIfAbsent(id, each -> found.getTopic(name(each))));
    }

    private static String name(long id) {
        return INBOX + Long.toHexString(id);
    }

    private void guarded(HazelcastInstance found) {
        try {
            refresh(found);
        } catch (RuntimeException e) {
            founding.again();
            log.debug("the register of nodes can not be read and is read again: {}", e.toString());
        }
    }

    private void refresh(HazelcastInstance found) {
        ClusterNodes.Seen seen = nodes.seen();
        if (seen.phase() == NodeProtocol.Phase.LEFT) {
            return;
        }
        NodeName self = seen.self();
        boolean hears = subscribed == self.id();
        if (!hears) {
            subscribe(found, self.id());
        }
        IMap<String, byte[]> map = found.getMap(MAP);
        byte[] own = entry(seen);
        if (map.put(self.text(), own) == null && hears) {
            // Who takes this node for gone took its inbox out, and its name: else it would not even hear of that.
            subscribe(found, self.id());
        }
        Optional<Long> founder = founder(map, self, own);
        Set<NodeName> hints = new HashSet<>();
        boolean inLineage = false;
        for (Map.Entry<String, byte[]> entry : map.entrySet()) {
            Optional<NodeMessage> hint = NodeMessage.open(entry.getValue(), seal);
            hint.map(NodeMessage::from).ifPresent(hints::add);
            inLineage |= hint.filter(message -> message.lineage() != 0).isPresent();
        }
        forgetGone(map, hints, seen);
        nodes.hints(hints);
        if (inLineage || !founder.equals(Optional.of(self.id()))) {
            founding.again();
        } else if (founding.nobody(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()))) {
            nodes.found();
        }
        boolean founderLives = seen.live().stream().anyMatch(node -> founder.equals(Optional.of(node.id())));
        if (seen.phase() == NodeProtocol.Phase.SERVING && !founderLives) {
            map.set(FOUNDER, own);
        }
    }

    /** Who began, or would; what no node of ours wrote there does not count. */
    private Optional<Long> founder(IMap<String, byte[]> map, NodeName self, byte[] own) {
        byte[] written = map.putIfAbsent(FOUNDER, own);
        if (written == null) {
            return Optional.of(self.id());
        }
        Optional<Long> founder =
                NodeMessage.open(written, seal).map(message -> message.from().id());
        return founder.isEmpty() && map.replace(FOUNDER, written, own) ? Optional.of(self.id()) : founder;
    }

    private void forgetGone(IMap<String, byte[]> map, Set<NodeName> hints, ClusterNodes.Seen seen) {
        for (NodeName hint : Set.copyOf(hints)) {
            if (seen.gone().contains(hint.id())) {
                hints.remove(hint);
                ITopic<byte[]> inbox = inboxes.remove(hint.id());
                if (inbox != null) {
                    inbox.destroy();
                }
                map.delete(hint.text());
            }
        }
    }

    private void subscribe(HazelcastInstance found, long id) {
        UUID before = subscription;
        long beforeId = subscribed;
        ITopic<byte[]> own = found.getTopic(name(id));
        subscription = own.addMessageListener(message -> nodes.heard(message.getMessageObject()));
        subscribed = id;
        if (before != null) {
            found.getTopic(name(beforeId)).removeMessageListener(before);
        }
    }

    /** Its name, and whether it is a part of a lineage: then nobody has to begin one. */
    private byte[] entry(ClusterNodes.Seen seen) {
        return new NodeMessage(
                        NodeMessage.Kind.BEAT,
                        seen.self(),
                        0,
                        seen.lineage(),
                        0,
                        0,
                        Set.of(),
                        Set.of(),
                        NodeMessage.noBody())
                .seal(seal);
    }

    /** Takes this node out, as far as the cluster answers; the last one leaves nothing behind. */
    @Override
    public void close() {
        thread.shutdownNow();
        HazelcastInstance found = hazelcast;
        if (found == null) {
            return;
        }
        try {
            ClusterNodes.Seen seen = nodes.seen();
            IMap<String, byte[]> map = found.getMap(MAP);
            map.delete(seen.self().text());
            if (seen.live().isEmpty()) {
                map.remove(FOUNDER);
            }
        } catch (RuntimeException e) {
            log.debug("the register of nodes keeps this one's name: {}", e.toString());
        }
    }
}
