package forebay.observe;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns {@link Readings} into series at each scrape; what is no longer configured is gone with the next one. */
final class ReadingsCollector implements MultiCollector {
    private final Readings readings;

    ReadingsCollector(Readings readings) {
        this.readings = readings;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        upstreams(all);
        pools(all);
        discovery(all);
        Readings.Cache cache = readings.cache();
        cache(all, cache);
        all.metricSnapshot(gauge("forebay_cache_capturing_bytes", "Bytes of responses that are arriving to be stored")
                .dataPoint(value((double) cache.capturingBytes(), Labels.EMPTY))
                .build());
        cache.sharing().ifPresent(sharing -> sharing(all, sharing));
        purging(all, readings.purging());
        all.metricSnapshot(gauge("forebay_access_waiting_passwords", "Requests whose password waits to be checked")
                .dataPoint(value(readings.waitingPasswords(), Labels.EMPTY))
                .build());
        limits(all, readings.limits());
        Readings.Reloads reloads = readings.reloads();
        all.metricSnapshot(counter("forebay_config_loads", "Loads of the configuration by result")
                .dataPoint(count(reloads.succeeded(), Labels.of("result", "ok")))
                .dataPoint(count(reloads.failed(), Labels.of("result", "failed")))
                .build());
        all.metricSnapshot(gauge("forebay_config_generation", "Number of the current configuration")
                .dataPoint(value(reloads.generation(), Labels.EMPTY))
                .build());
        all.metricSnapshot(counter("forebay_access_log_dropped_lines", "Access log lines that were not written")
                .dataPoint(count(readings.droppedLogLines(), Labels.EMPTY))
                .build());
        return all.build();
    }

    private void upstreams(MetricSnapshots.Builder all) {
        GaugeSnapshot.Builder available = gauge("forebay_upstream_available", "1 where the pool may send to it");
        GaugeSnapshot.Builder state = gauge("forebay_upstream_state", "1, with the upstream's state as a label");
        GaugeSnapshot.Builder weight = gauge("forebay_upstream_weight", "Share relative to the others of the pool");
        GaugeSnapshot.Builder effective =
                gauge("forebay_upstream_effective_weight", "What it weighs now; 0 where it is not in its pool's turn");
        GaugeSnapshot.Builder inFlight = gauge("forebay_upstream_in_flight", "Requests that it is answering");
        CounterSnapshot.Builder ejections = counter("forebay_upstream_ejections", "How often it was ejected");
        CounterSnapshot.Builder changes =
                counter("forebay_upstream_health_changes", "How often health checks changed their mind about it");
        for (Readings.Pool pool : readings.pools()) {
            for (Readings.Upstream upstream : pool.upstreams()) {
                Labels labels = Labels.of("pool", pool.name(), "upstream", upstream.name());
                available.dataPoint(value(upstream.available() ? 1 : 0, labels));
                state.dataPoint(value(1, labels.add("state", upstream.state())));
                weight.dataPoint(value(upstream.weight(), labels));
                effective.dataPoint(value(upstream.placement().effectiveWeight(), labels));
                inFlight.dataPoint(value(upstream.inFlight(), labels));
                ejections.dataPoint(count(upstream.ejections(), labels));
                changes.dataPoint(count(upstream.healthChanges(), labels));
            }
        }
        all.metricSnapshot(available.build());
        all.metricSnapshot(state.build());
        all.metricSnapshot(weight.build());
        all.metricSnapshot(effective.build());
        all.metricSnapshot(inFlight.build());
        all.metricSnapshot(ejections.build());
        all.metricSnapshot(changes.build());
    }

    private void pools(MetricSnapshots.Builder all) {
        GaugeSnapshot.Builder waiting = gauge("forebay_pool_waiting", "Requests that wait for a place");
        CounterSnapshot.Builder turnedAway =
                counter("forebay_pool_turned_away", "Requests without a place to wait, or that waited too long");
        CounterSnapshot.Builder retries = counter("forebay_pool_retries", "Attempts after the first one of a request");
        CounterSnapshot.Builder refused =
                counter("forebay_pool_retries_refused", "Retries not made because the budget was used up");
        CounterSnapshot.Builder hedges =
                counter("forebay_pool_hedges", "Retries that were made beside an attempt that was slow");
        for (Readings.Pool pool : readings.pools()) {
            Labels labels = Labels.of("pool", pool.name());
            hedges.dataPoint(count(pool.load().hedges(), labels));
            waiting.dataPoint(value(pool.load().waiting(), labels));
            turnedAway.dataPoint(count(pool.load().turnedAway(), labels));
            retries.dataPoint(count(pool.load().retries(), labels));
            refused.dataPoint(count(pool.load().retriesRefused(), labels));
        }
        all.metricSnapshot(waiting.build());
        all.metricSnapshot(turnedAway.build());
        all.metricSnapshot(retries.build());
        all.metricSnapshot(refused.build());
        all.metricSnapshot(hedges.build());
    }

    private void discovery(MetricSnapshots.Builder all) {
        CounterSnapshot.Builder failures =
                counter("forebay_discovery_failures", "Looks for the upstreams of a pool that found none to use");
        GaugeSnapshot.Builder missing =
                gauge("forebay_discovery_missing", "Whether the upstreams of a pool are not found at present");
        readings.discovery().forEach((pool, found) -> {
            Labels labels = Labels.of("pool", pool);
            failures.dataPoint(count(found.failures(), labels));
            missing.dataPoint(value(found.missing().isPresent() ? 1 : 0, labels));
        });
        all.metricSnapshot(failures.build());
        all.metricSnapshot(missing.build());
    }

    private static void cache(MetricSnapshots.Builder all, Readings.Cache cache) {
        GaugeSnapshot.Builder bytes = gauge("forebay_cache_bytes", "Bytes of stored responses");
        GaugeSnapshot.Builder limit = gauge("forebay_cache_limit_bytes", "The most that a level may hold");
        GaugeSnapshot.Builder entries = gauge("forebay_cache_entries", "Number of stored responses");
        CounterSnapshot.Builder lookups = counter("forebay_cache_lookups", "Look-ups by result");
        CounterSnapshot.Builder evictions = counter("forebay_cache_evictions", "Stored responses given up for space");
        Map<String, Readings.Level> levels = new LinkedHashMap<>();
        levels.put("heap", cache.heap());
        cache.cluster().ifPresent(level -> levels.put("cluster", level));
        levels.forEach((name, level) -> {
            Labels labels = Labels.of("level", name);
            bytes.dataPoint(value((double) level.bytes(), labels));
            limit.dataPoint(value((double) level.limitBytes(), labels));
            entries.dataPoint(value((double) level.entries(), labels));
            lookups.dataPoint(count(level.hits(), labels.add("result", "hit")));
            lookups.dataPoint(count(level.misses(), labels.add("result", "miss")));
            evictions.dataPoint(count(level.evictions(), labels));
        });
        all.metricSnapshot(bytes.build());
        all.metricSnapshot(limit.build());
        all.metricSnapshot(entries.build());
        all.metricSnapshot(lookups.build());
        all.metricSnapshot(evictions.build());
    }

    private static void purging(MetricSnapshots.Builder all, Readings.Purging purging) {
        all.metricSnapshot(
                counter("forebay_purges", "Purges called on this node, by whether all nodes had applied them")
                        .dataPoint(count(purging.complete(), Labels.of("result", "complete")))
                        .dataPoint(count(purging.incomplete(), Labels.of("result", "incomplete")))
                        .build());
        all.metricSnapshot(counter("forebay_purge_swept", "Stored responses that were let go of after purges")
                .dataPoint(count(purging.swept(), Labels.EMPTY))
                .build());
        all.metricSnapshot(gauge("forebay_purge_highest_number", "The highest purge number that this node knows")
                .dataPoint(value((double) purging.highest(), Labels.EMPTY))
                .build());
        all.metricSnapshot(gauge("forebay_purge_serving", "1 where this node uses what is stored")
                .dataPoint(value(purging.serving() ? 1 : 0, Labels.EMPTY))
                .build());
        all.metricSnapshot(gauge("forebay_purge_nodes", "Nodes that a purge waits for")
                .dataPoint(value(purging.nodes(), Labels.EMPTY))
                .build());
    }

    private static void sharing(MetricSnapshots.Builder all, Readings.Sharing sharing) {
        all.metricSnapshot(counter("forebay_cache_lookup_failures", "Look-ups in the cluster that failed or were late")
                .dataPoint(count(sharing.lookupFailures(), Labels.EMPTY))
                .build());
        all.metricSnapshot(counter("forebay_cache_backup_lookups", "Reads that a backup answered for a late member")
                .dataPoint(count(sharing.backupLookups(), Labels.EMPTY))
                .build());
        all.metricSnapshot(counter("forebay_cache_skipped_lookups", "Reads for which a silent member was not asked")
                .dataPoint(count(sharing.skippedLookups(), Labels.EMPTY))
                .build());
        all.metricSnapshot(gauge("forebay_cache_resting_members", "Members that are not asked for the moment")
                .dataPoint(value(sharing.restingMembers(), Labels.EMPTY))
                .build());
        all.metricSnapshot(gauge("forebay_cache_waiting_writes", "Writes that the cluster has not acknowledged yet")
                .dataPoint(value(sharing.waitingWrites(), Labels.EMPTY))
                .build());
        all.metricSnapshot(counter("forebay_cache_lost_writes", "Writes to the cluster that failed or were dropped")
                .dataPoint(count(sharing.lostWrites(), Labels.EMPTY))
                .build());
        all.metricSnapshot(
                counter("forebay_cache_rejected", "Entries of the cluster's store that no node of ours wrote")
                        .dataPoint(count(sharing.rejected(), Labels.EMPTY))
                        .build());
        all.metricSnapshot(gauge("forebay_cache_waiting_requests", "Requests that wait for what another node fetches")
                .dataPoint(value(sharing.waitingRequests(), Labels.EMPTY))
                .build());
        all.metricSnapshot(
                counter("forebay_cache_uncollapsed", "Forwards beside another one that should have done for both")
                        .dataPoint(count(sharing.uncollapsed(), Labels.EMPTY))
                        .build());
    }

    private static void limits(MetricSnapshots.Builder all, Readings.Limits limits) {
        all.metricSnapshot(counter("forebay_limits_alone", "Limits that the cluster was not there for in time")
                .dataPoint(count(limits.alone(), Labels.EMPTY))
                .build());
        all.metricSnapshot(counter("forebay_limits_rejected", "Limits in the cluster that no node of ours wrote")
                .dataPoint(count(limits.rejected(), Labels.EMPTY))
                .build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    private static GaugeDataPointSnapshot value(double value, Labels labels) {
        return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
    }

    private static CounterDataPointSnapshot count(long value, Labels labels) {
        return CounterDataPointSnapshot.builder()
                .value((double) value)
                .labels(labels)
                .build();
    }
}
