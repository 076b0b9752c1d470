package forebay.discovery;

import forebay.balance.DiscoverySettings;
import forebay.balance.Pool;
import forebay.discovery.Discoveries.Missing;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one pool's upstreams as they are found. What can not be found changes nothing: the last set stays, and the reason
 * is logged once until another one takes its place. For one thread at a time but for {@link #report}.
 */
final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final DiscoverySettings settings;
    private final Source source;
    private final AtomicLong failures = new AtomicLong();
    private final InstantSource clock;
    private volatile @Nullable Missing missing;
    private Pool pool;

    Discovery(DiscoverySettings settings, Source source, Pool pool, InstantSource clock) {
        this.clock = clock;
        this.settings = settings;
        this.source = source;
        this.pool = pool;
    }

    boolean isOf(DiscoverySettings others) {
        return settings.equals(others);
    }

    /** Goes on for this pool, which has the upstreams of the one before. */
    void follow(Pool next) {
        pool = next;
    }

    /** Looks once; returns after which time to look again. */
    Duration look() {
        try {
            Source.Found found = source.look();
            if (missing != null) {
                LOG.info("The upstreams of pool {} are found again", pool.name());
                missing = null;
            }
            if (pool.discovered(found.upstreams())) {
                LOG.info(
                        "Pool {} has {} upstreams now",
                        pool.name(),
                        pool.upstreams().size());
            }
            return found.holds();
        } catch (IOException e) {
            failures.incrementAndGet();
            String why = String.valueOf(e.getMessage());
            Missing before = missing;
            if (before == null || !why.equals(before.why())) {
                LOG.warn(
                        "The upstreams of pool {} are not found; the {} known ones stay: {}",
                        pool.name(),
                        pool.upstreams().size(),
                        why);
            }
            missing = new Missing(why, before == null ? clock.instant() : before.since());
            return source.retry();
        }
    }

    /** How it goes; from any thread. */
    Discoveries.Report report() {
        return new Discoveries.Report(failures.get(), Optional.ofNullable(missing));
    }
}
