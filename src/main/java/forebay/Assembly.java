package forebay;

import forebay.access.AccessPolicies;
import forebay.access.InvalidPolicyException;
import forebay.access.RequestLimits;
import forebay.admin.GatewayStatus;
import forebay.balance.PoolControl;
import forebay.balance.UpstreamSettings;
import forebay.cache.CacheSettings;
import forebay.cache.PurgeEpochs;
import forebay.cache.Purges;
import forebay.cache.ReadCheck;
import forebay.cache.UriMarks;
import forebay.cache.flow.CacheFlow;
import forebay.cache.flow.LocalPurges;
import forebay.cache.flow.PurgeTable;
import forebay.cache.flow.RouteRules;
import forebay.cache.flow.TwoLevelStore;
import forebay.cache.hazelcast.HazelcastStore;
import forebay.cluster.ClusterMember;
import forebay.cluster.ClusterNodes;
import forebay.cluster.HazelcastBuckets;
import forebay.cluster.Lease;
import forebay.cluster.NodeControl;
import forebay.cluster.SharedBuckets;
import forebay.config.ConfigException;
import forebay.config.ConfigLoader;
import forebay.config.ConfigLocation;
import forebay.config.DefaultPool;
import forebay.config.FileWatch;
import forebay.config.GatewayConfig;
import forebay.config.LoadedConfig;
import forebay.config.SecretReferences;
import forebay.config.UpstreamFile;
import forebay.discovery.Discoveries;
import forebay.edge.Collaborators;
import forebay.edge.ConnectionAbort;
import forebay.edge.ConnectionAborts;
import forebay.edge.Drain;
import forebay.exchange.ExchangeListener;
import forebay.exchange.Generations;
import forebay.exchange.ViaPseudonym;
import forebay.guard.InFlight;
import forebay.observe.AccessLog;
import forebay.observe.ExchangeListeners;
import forebay.observe.Metrics;
import forebay.observe.MetricsText;
import forebay.observe.Traffic;
import forebay.proxy.BackgroundForwarding;
import forebay.proxy.CurrentPools;
import forebay.proxy.Forwarder;
import forebay.proxy.PoolClients;
import forebay.proxy.Upkeep;
import forebay.route.Router;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of a running gateway, in the order in which they were built; stopped in the reverse one. */
final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final Duration SOON = Duration.ofSeconds(3);
    /** Context attribute that holds a supplier of the methods that some route takes, for the server of {@code java -jar}. */
    private static final String METHODS = "forebay.methods";

    private static final String PROXY_SERVLET = "BalancingProxyServlet";

    private final ServletContext context;
    private final InstantSource clock = InstantSource.system();
    private final RandomGenerator random = new SecureRandom();
    private final Deque<Runnable> stops = new ArrayDeque<>();

    private Assembly(ServletContext context) {
        this.context = context;
    }

    /**
     * Builds and starts everything; what was started before a failure is stopped again.
     *
     * @throws ConfigException where forebay.yaml can not be used
     * @throws InvalidPolicyException where shiro.ini can not be used
     */
    static Assembly start(ServletContext context) throws ConfigException, InvalidPolicyException {
        Assembly assembly = new Assembly(context);
        try {
            assembly.build();
            return assembly;
        } catch (ConfigException | InvalidPolicyException | RuntimeException e) {
            assembly.stop();
            throw e;
        }
    }

    private void build() throws ConfigException, InvalidPolicyException {
        ConfigLocation location = ConfigLocation.find(
                name -> Optional.ofNullable(System.getProperty(name)),
                name -> Optional.ofNullable(context.getInitParameter(name)),
                PackedConf.unpack(context));
        Optional<List<UpstreamSettings>> defaultPool = defaultPool();
        LoadedConfig loaded = ConfigLoader.read(location.file(), Assembly::environment, defaultPool);
        GatewayConfig config = loaded.config();
        LOG.info(
                "Configuration: {} ({}){}",
                location.file(),
                location.declaredBy(),
                loaded.defaultPool() ? "; its upstreams are those of web.xml" : "");
        HazelcastBuckets buckets = new HazelcastBuckets(clock);
        stops.push(buckets::close);
        AccessPolicies policies = AccessPolicies.load(
                config.access(), clock, random, SecretReferences.in(location.folder(), Assembly::environment), buckets);

        Optional<ClusterMember> member = ClusterMember.start(config.cluster(), instanceName(), hazelcast -> {
            HazelcastStore.configure(hazelcast, config.cache());
            HazelcastBuckets.configure(hazelcast);
        });
        member.ifPresent(running -> stops.push(running::close));
        member.ifPresent(buckets::join);
        UriMarks marks = new UriMarks();
        Lease lease = Lease.of(config.cluster().partition());
        PurgeEpochs epochs = member.isPresent() ? PurgeEpochs.waiting(lease::holds) : PurgeEpochs.alone();
        ReadCheck check = new ReadCheck(marks, epochs);
        Optional<HazelcastStore> shared =
                member.map(running -> new HazelcastStore(running, config.cache(), marks, clock));
        shared.ifPresent(store -> stops.push(store::close));
        TwoLevelStore store = new TwoLevelStore(config.cache(), shared.map(each -> each), check, clock);
        stops.push(store::close);

        Metrics metrics = new Metrics();
        stops.push(metrics::close);
        Optional<AccessLog> accessLog = accessLog(config);
        List<ExchangeListener> listeners = new ArrayList<>(List.of(metrics));
        accessLog.ifPresent(listeners::add);

        ViaPseudonym pseudonym = ViaPseudonym.random(random);
        PoolClients clients = new PoolClients();
        Upkeep upkeep = new Upkeep(random);
        Discoveries discoveries = new Discoveries(UpstreamFile::read, random, clock);
        stops.push(discoveries::close);
        stops.push(upkeep::close);
        GenerationBuilder builder = new GenerationBuilder(clients, pseudonym, config.cache(), upkeep, discoveries);
        Generations generations = new Generations(builder.build(config));
        stops.push(() -> generations.current().release());
        Reloader reloader = new Reloader(
                location, Assembly::environment, defaultPool, loaded, builder, generations, policies, clock);
        InFlight inFlight = new InFlight();
        Forwarder forwarder = new Forwarder(pseudonym.value());
        CacheFlow flow = new CacheFlow(
                config.cache(),
                store,
                check,
                metrics.cacheEvents(),
                clock,
                random,
                new BackgroundForwarding(forwarder));
        stops.push(flow::close);
        PurgeTable table =
                new PurgeTable(epochs, store, () -> generations.current().part(RouteRules.class));
        stops.push(table::close);
        Optional<ClusterNodes> nodes = member.map(running -> takePart(running, table, lease));
        NodeControl control = nodes.<NodeControl>map(all -> all).orElse(NodeControl.ALONE);
        NodeStatus status = new NodeStatus(
                NodeStatus.Start.of(context, random, clock),
                clock,
                generations,
                reloader,
                inFlight,
                store,
                config.cache(),
                member,
                shared,
                flow,
                policies,
                accessLog,
                table,
                control,
                buckets,
                discoveries);
        metrics.read(status);

        put(InstantSource.class, clock);
        put(RandomGenerator.class, random);
        put(Generations.class, generations);
        put(InFlight.class, inFlight);
        Supplier<String> methods =
                () -> generations.current().part(Router.class).allowed();
        context.setAttribute(METHODS, methods);
        put(ExchangeListener.class, ExchangeListeners.of(listeners));
        put(AccessPolicies.class, policies);
        put(CacheFlow.class, flow);
        put(
                Purges.class,
                nodes.<Purges>map(all -> new ClusterPurges(
                                all,
                                table.log(),
                                config.cluster()
                                        .partition()
                                        .patience(config.cache().purging().patience())))
                        .orElseGet(() -> new LocalPurges(table)));
        put(NodeControl.class, control);
        put(SharedBuckets.class, buckets);
        put(RequestLimits.class, new RequestLimits(clock));
        put(CacheSettings.Purging.class, config.cache().purging());
        put(ConnectionAbort.class, ConnectionAborts.forContainer(context));
        put(PoolClients.class, clients);
        put(Drain.class, () -> drain(inFlight, config.server().drain()));
        put(Forwarder.class, forwarder);
        put(GatewayStatus.class, status);
        put(PoolControl.class, new CurrentPools(generations));
        put(Traffic.class, metrics);
        put(MetricsText.class, metrics);

        FileWatch watch = FileWatch.start(reloader::files, FileWatch.INTERVAL, reloader::changed);
        stops.push(watch::stop);
    }

    /** Until the other nodes know this one it forwards only; a member's are there already, and soon done. */
    private ClusterNodes takePart(ClusterMember member, PurgeTable table, Lease lease) {
        ClusterNodes nodes = ClusterNodes.start(member, new EpochCommands(table), lease, random, clock);
        stops.push(nodes::close);
        if (!member.isClient() && !nodes.awaitServing(SOON)) {
            LOG.warn("This node forwards only until all others know it; who they are stands in status.json");
        }
        return nodes;
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name));
    }

    private static void drain(InFlight inFlight, Duration longest) {
        inFlight.drain();
        try {
            if (!inFlight.awaitIdle(longest)) {
                LOG.warn("{} requests did not end within {} and are cut", inFlight.count(), longest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> void put(Class<T> type, T part) {
        Collaborators.put(context, type, part);
    }

    /** The upstreams that web.xml names, for where forebay.yaml names none. */
    private Optional<List<UpstreamSettings>> defaultPool() throws ConfigException {
        ServletRegistration servlet = context.getServletRegistration(PROXY_SERVLET);
        String text = servlet == null ? null : servlet.getInitParameter("upstreams");
        return text == null ? Optional.empty() : Optional.of(DefaultPool.parse(text));
    }

    /** Applications of one JVM must not share a member. */
    private String instanceName() {
        return "forebay-" + Long.toHexString(random.nextLong());
    }

    private Optional<AccessLog> accessLog(GatewayConfig config) {
        if (!config.accessLog().enabled()) {
            return Optional.empty();
        }
        try {
            AccessLog log = AccessLog.open(config.accessLog());
            stops.push(log::close);
            return Optional.of(log);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException("access-log.file can not be written: " + e.getMessage(), e);
        }
    }

    /** Stops everything; idempotent. */
    void stop() {
        while (!stops.isEmpty()) {
            try {
                stops.pop().run();
            } catch (RuntimeException e) {
                LOG.warn("A part did not stop cleanly", e);
            }
        }
    }
}
