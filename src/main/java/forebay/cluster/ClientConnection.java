package forebay.cluster;

import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a client is connected, and who waits for that. A part that waits is called once, on a thread of its own, as it
 * may ask the cluster; one that fails is called again.
 */
final class ClientConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);
    private static final long AGAIN_SECONDS = 2;

    private final String cluster;
    private final CompletableFuture<HazelcastInstance> instance = new CompletableFuture<>();
    private final List<Consumer<HazelcastInstance>> waiting = new ArrayList<>();
    private final ScheduledThreadPoolExecutor thread;
    private volatile boolean up;

    ClientConnection(String cluster) {
        this.cluster = cluster;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread own = new Thread(task, "forebay-cluster-client");
            own.setDaemon(true);
            return own;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** To be set before the client starts: it may connect before its start returns. */
    ListenerConfig listener() {
        return new ListenerConfig((LifecycleListener) event -> changed(event.getState()));
    }

    /** The client that this is about. */
    void of(HazelcastInstance client) {
        instance.complete(client);
    }

    private void changed(LifecycleState state) {
        if (state == LifecycleState.CLIENT_CONNECTED) {
            up = true;
            log.info("cluster {} is there", cluster);
            soon(0);
        } else if (state == LifecycleState.CLIENT_DISCONNECTED && up) {
            up = false;
            log.warn("cluster {} is gone; this node goes on by itself and looks for it", cluster);
        }
    }

    boolean isUp() {
        return up;
    }

    void whenJoined(Consumer<HazelcastInstance> ready) {
        synchronized (waiting) {
            waiting.add(ready);
        }
        soon(0);
    }

    private void soon(long seconds) {
        if (!thread.isShutdown()) {
            Future<?> unused = thread.schedule(this::tell, seconds, TimeUnit.SECONDS);
        }
    }

    private void tell() {
        HazelcastInstance client = instance.getNow(null);
        if (client == null) {
            soon(1);
            return;
        }
        List<Consumer<HazelcastInstance>> told;
        synchronized (waiting) {
            told = up ? List.copyOf(waiting) : List.of();
        }
        for (Consumer<HazelcastInstance> ready : told) {
            try {
                ready.accept(client);
                synchronized (waiting) {
                    waiting.remove(ready);
                }
            } catch (RuntimeException e) {
                log.info("cluster {} is not ready yet: {}", cluster, e.toString());
                soon(AGAIN_SECONDS);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
