package forebay;

import forebay.access.AccessPolicies;
import forebay.access.InvalidPolicyException;
import forebay.admin.GatewayStatus.LastLoad;
import forebay.balance.UpstreamSettings;
import forebay.config.ConfigChange;
import forebay.config.ConfigException;
import forebay.config.ConfigLoader;
import forebay.config.ConfigLocation;
import forebay.config.GatewayConfig;
import forebay.config.LoadedConfig;
import forebay.exchange.Generations;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up changes of forebay.yaml and shiro.ini while requests run: what is valid is swapped in as a whole, what is
 * not changes nothing, and is logged, counted and shown. Called by the watching thread; read by any.
 */
final class Reloader {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private final ConfigLocation location;
    private final Function<String, Optional<String>> environment;
    private final Optional<List<UpstreamSettings>> defaultPool;
    private final GatewayConfig started;
    private final GenerationBuilder builder;
    private final Generations generations;
    private final AccessPolicies policies;
    private final InstantSource clock;
    private final AtomicLong failed = new AtomicLong();
    private volatile LoadedConfig current;
    private volatile Outcome config;
    private volatile Outcome policy;

    /** How the last attempt to load one of the two files went. */
    private record Outcome(Instant at, List<String> errors, List<String> needRestart) {}

    Reloader(
            ConfigLocation location,
            Function<String, Optional<String>> environment,
            Optional<List<UpstreamSettings>> defaultPool,
            LoadedConfig first,
            GenerationBuilder builder,
            Generations generations,
            AccessPolicies policies,
            InstantSource clock) {
        this.location = location;
        this.environment = environment;
        this.defaultPool = defaultPool;
        this.started = first.config();
        this.current = first;
        this.builder = builder;
        this.generations = generations;
        this.policies = policies;
        this.clock = clock;
        this.config = new Outcome(clock.instant(), List.of(), List.of());
        this.policy = config;
    }

    /** The files to watch. */
    Collection<Path> files() {
        Set<Path> files = new LinkedHashSet<>(current.files());
        // Another one that forebay.yaml names meanwhile takes effect after a restart.
        files.add(started.access().shiroIni());
        return files;
    }

    /** The configuration that holds. */
    GatewayConfig config() {
        return current.config();
    }

    /** These files changed. */
    void changed(Set<Path> files) {
        Set<Path> others = new LinkedHashSet<>(files);
        Path shiroIni = started.access().shiroIni();
        // A secret in a file of its own may belong to either.
        if (others.remove(shiroIni) || !others.equals(Set.of(location.file()))) {
            reloadPolicy();
        }
        if (!others.isEmpty()) {
            reloadConfig();
        }
    }

    private void reloadPolicy() {
        try {
            policies.reload();
            policy = new Outcome(clock.instant(), List.of(), List.of());
        } catch (InvalidPolicyException refused) {
            List<String> errors =
                    refused.errors().stream().map(Object::toString).toList();
            policy = refuse(errors);
        }
    }

    private void reloadConfig() {
        try {
            LoadedConfig next = ConfigLoader.read(location.file(), environment, defaultPool);
            generations.install(builder.build(next.config()));
            current = next;
            List<String> needRestart = ConfigChange.restartKeys(started, next.config());
            config = new Outcome(clock.instant(), List.of(), needRestart);
            LOG.info(
                    "{} loaded as generation {}",
                    location.file(),
                    generations.current().number());
            if (!needRestart.isEmpty()) {
                LOG.warn("These changes take effect after a restart: {}", String.join(", ", needRestart));
            }
        } catch (ConfigException refused) {
            config = refuse(refused.errors().stream().map(Object::toString).toList());
        } catch (RuntimeException defect) {
            LOG.error("{} is valid and could not be taken up", location.file(), defect);
            config = refuse(List.of(location.file() + ": could not be taken up: " + defect));
        }
    }

    private Outcome refuse(List<String> errors) {
        failed.incrementAndGet();
        LOG.error("The configuration stays as it was; what changed can not be used\n{}", String.join("\n", errors));
        return new Outcome(clock.instant(), errors, List.of());
    }

    /** How the last loads went, of both files together. */
    LastLoad lastLoad() {
        Outcome one = config;
        Outcome other = policy;
        List<String> errors = new ArrayList<>(one.errors());
        errors.addAll(other.errors());
        Instant at = one.at().isAfter(other.at()) ? one.at() : other.at();
        return new LastLoad(at, errors.isEmpty(), List.copyOf(errors), one.needRestart());
    }

    /** Loads that became current, the first one included. */
    long succeeded() {
        return generations.current().number() + (long) policies.reloads();
    }

    /** Loads that were refused. */
    long failed() {
        return failed.get();
    }
}
