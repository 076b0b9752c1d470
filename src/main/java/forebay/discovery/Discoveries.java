package forebay.discovery;

import forebay.balance.DiscoverySettings;
import forebay.balance.DiscoverySettings.Dns;
import forebay.balance.DiscoverySettings.InFile;
import forebay.balance.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the upstreams of all pools that are to be found, by one thread that may wait for answers. A reload keeps what was
 * found where it leaves the way to find it. Thread-safe.
 */
public final class Discoveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discoveries.class);

    /**
     * How the upstreams of a pool are found.
     *
     * @param failures looks that found nothing to use
     * @param missing why the latest one found nothing; empty where it did
     */
    public record Report(long failures, Optional<Missing> missing) {}

    /**
     * Upstreams that are not found at present.
     *
     * @param why what the latest look says
     * @param since when the first one found nothing
     */
    public record Missing(String why, Instant since) {}

    private final UpstreamFiles files;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<String, Discovery> running = new ConcurrentHashMap<>();

    /**
     * Starts the thread.
     *
     * @param files reads files that list upstreams
     * @param random fit for secrets
     * @param clock wall-clock time, for people
     */
    public Discoveries(UpstreamFiles files, RandomGenerator random, InstantSource clock) {
        this.clock = clock;
        this.files = files;
        this.random = random;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "forebay-discovery");
            made.setDaemon(true);
            return made;
        });
        // Once closed, nothing is looked for any more.
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * From now on finds upstreams for these pools, and no others. Those that were not looked for before are when this
     * returns, as far as they can be found.
     */
    public synchronized void follow(Collection<Pool> pools) {
        Map<String, Discovery> next = new HashMap<>();
        for (Pool pool : pools) {
            pool.discovery().ifPresent(settings -> next.put(pool.name(), discovery(pool, settings)));
        }
        running.keySet().retainAll(next.keySet());
        next.forEach((name, discovery) -> {
            if (running.put(name, discovery) != discovery) {
                Duration holds = looked(discovery);
                later(name, discovery, holds);
            }
        });
    }

    private Discovery discovery(Pool pool, DiscoverySettings settings) {
        Discovery known = running.get(pool.name());
        if (known != null && known.isOf(settings)) {
            synchronized (known) {
                known.follow(pool);
            }
            return known;
        }
        return new Discovery(settings, source(settings), pool, clock);
    }

    private Source source(DiscoverySettings settings) {
        return settings instanceof Dns dns ? new DnsSource(dns, random) : new FileSource((InFile) settings, files);
    }

    private static Duration looked(Discovery discovery) {
        synchronized (discovery) {
            return discovery.look();
        }
    }

    private void later(String pool, Discovery discovery, Duration holds) {
        // What it throws is logged by itself.
        ScheduledFuture<?> unused =
                thread.schedule(() -> again(pool, discovery), holds.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void again(String pool, Discovery discovery) {
        if (running.get(pool) != discovery) {
            return;
        }
        Duration holds = Duration.ofSeconds(1);
        try {
            holds = looked(discovery);
        } catch (RuntimeException e) {
            LOG.error("Looking for the upstreams of pool {} failed; it goes on", pool, e);
        } finally {
            later(pool, discovery, holds);
        }
    }

    /** How it goes, by pool; of those that upstreams are looked for. */
    public Map<String, Report> reports() {
        Map<String, Report> reports = new TreeMap<>();
        running.forEach((pool, discovery) -> reports.put(pool, discovery.report()));
        return reports;
    }

    /** Looks for nothing any more. */
    @Override
    public void close() {
        running.clear();
        thread.shutdownNow();
    }
}
