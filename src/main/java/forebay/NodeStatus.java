package forebay;

import forebay.access.AccessPolicies;
import forebay.admin.GatewayStatus;
import forebay.balance.PoolStatus;
import forebay.balance.UpstreamStatus;
import forebay.cache.CacheSettings;
import forebay.cache.Purges;
import forebay.cache.flow.CacheFlow;
import forebay.cache.flow.HeapUse;
import forebay.cache.flow.PurgeLog;
import forebay.cache.flow.PurgeTable;
import forebay.cache.flow.TwoLevelStore;
import forebay.cache.hazelcast.HazelcastStore;
import forebay.cluster.ClusterMember;
import forebay.cluster.HazelcastBuckets;
import forebay.cluster.NodeControl;
import forebay.discovery.Discoveries;
import forebay.exchange.Generations;
import forebay.guard.InFlight;
import forebay.observe.AccessLog;
import forebay.proxy.Pools;
import forebay.route.Route;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What the status page and the metrics read of this node's parts. Thread-safe, never blocks. */
record NodeStatus(
        Start start,
        InstantSource clock,
        Generations generations,
        Reloader reloader,
        InFlight inFlight,
        TwoLevelStore store,
        CacheSettings bounds,
        Optional<ClusterMember> member,
        Optional<HazelcastStore> shared,
        CacheFlow flow,
        AccessPolicies policies,
        Optional<AccessLog> accessLog,
        PurgeTable table,
        NodeControl control,
        HazelcastBuckets buckets,
        Discoveries discoveries)
        implements GatewayStatus {

    /** Which process this is. */
    record Start(String name, String version, Instant at) {
        static Start of(ServletContext context, RandomGenerator random, InstantSource clock) {
            return new Start(HexFormat.of().toHexDigits(random.nextLong(), 8), Version.of(context), clock.instant());
        }
    }

    @Override
    public Phase phase() {
        return inFlight.draining() ? Phase.STOPPING : Phase.RUNNING;
    }

    @Override
    public Node node() {
        return new Node(start.name(), start.version(), start.at(), Duration.between(start.at(), clock.instant()));
    }

    @Override
    public LastLoad lastLoad() {
        return reloader.lastLoad();
    }

    @Override
    public List<Route> routes() {
        return reloader.config().routes();
    }

    @Override
    public Optional<Cluster> cluster() {
        return member.map(running -> new Cluster(running.members().stream()
                .map(each -> new Member(each.address(), each.self()))
                .toList()));
    }

    @Override
    public List<Pool> pools() {
        return generations.current().part(Pools.class).all().stream()
                .map(pool -> new Pool(
                        pool.name(),
                        pool.algorithm().word(),
                        load(pool.load().status()),
                        pool.status().stream().map(NodeStatus::upstream).toList()))
                .toList();
    }

    private static Load load(PoolStatus status) {
        return new Load(
                status.inFlight(),
                status.waiting(),
                status.turnedAway(),
                status.retries(),
                status.retriesRefused(),
                status.hedges());
    }

    private static Upstream upstream(UpstreamStatus status) {
        return new Upstream(
                status.name(),
                status.weight(),
                status.placement(),
                status.standing().word(),
                status.reason(),
                status.available(),
                status.inFlight(),
                status.requests(),
                status.failures(),
                status.ejections(),
                status.healthChanges());
    }

    @Override
    public Map<String, Discovery> discovery() {
        Map<String, Discovery> discovery = new TreeMap<>();
        discoveries
                .reports()
                .forEach((pool, report) -> discovery.put(
                        pool,
                        new Discovery(
                                report.failures(),
                                report.missing().map(missing -> new Missing(missing.why(), missing.since())))));
        return discovery;
    }

    @Override
    public Cache cache() {
        HeapUse heap = store.heapUse();
        Level first =
                new Level(heap.bytes(), bounds.heapBytes(), heap.keys(), heap.hits(), heap.misses(), heap.evictions());
        return new Cache(first, shared.map(this::cluster), shared.map(this::sharing), flow.capturingBytes());
    }

    private Level cluster(HazelcastStore map) {
        HazelcastStore.Use use = map.use();
        return new Level(use.bytes(), bounds.clusterBytes(), use.entries(), use.hits(), use.misses(), use.evictions());
    }

    private Sharing sharing(HazelcastStore map) {
        return new Sharing(
                store.lookupFailures(),
                map.backupLookups(),
                map.skippedLookups(),
                map.restingMembers(),
                map.waitingWrites(),
                map.lostWrites(),
                map.rejected(),
                flow.leasing().waiting(),
                flow.uncollapsed());
    }

    @Override
    public Purging purging() {
        PurgeLog log = table.log();
        return new Purging(
                log.complete(),
                log.incomplete(),
                log.swept(),
                table.epochs().high(),
                table.epochs().serving(),
                Math.max(1, control.view().nodes().size()));
    }

    @Override
    public NodeControl.View nodes() {
        return control.view();
    }

    @Override
    public List<Purges.Called> purges() {
        return table.log().recent();
    }

    @Override
    public int waitingPasswords() {
        return policies.waitingPasswords();
    }

    @Override
    public Limits limits() {
        return new Limits(buckets.alone(), buckets.rejected());
    }

    @Override
    public Reloads reloads() {
        return new Reloads(generations.current().number(), reloader.succeeded(), reloader.failed());
    }

    @Override
    public long droppedLogLines() {
        return accessLog.map(AccessLog::dropped).orElse(0L);
    }
}
