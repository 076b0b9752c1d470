package forebay.admin;

import forebay.balance.Placement;
import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import forebay.cluster.NodeControl;
import forebay.observe.SampleExchange;
import forebay.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway's status that a test sets. */
final class SampleStatus implements GatewayStatus {
    volatile Phase phase = Phase.RUNNING;
    volatile LastLoad lastLoad = new LastLoad(Instant.parse("2026-02-03T04:05:06Z"), true, List.of(), List.of());
    volatile Optional<Cluster> cluster =
            Optional.of(new Cluster(List.of(new Member("127.0.0.1:5701", true), new Member("127.0.0.1:5702", false))));

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public Node node() {
        return new Node("node-a", "0.1.0", Instant.parse("2026-02-03T04:00:00Z"), Duration.ofSeconds(306));
    }

    @Override
    public LastLoad lastLoad() {
        return lastLoad;
    }

    @Override
    public List<Route> routes() {
        return List.of(SampleExchange.route("shop"), SampleExchange.route("quiet"));
    }

    @Override
    public Optional<Cluster> cluster() {
        return cluster;
    }

    @Override
    public List<Pool> pools() {
        return List.of(
                new Pool(
                        "app",
                        "weighted-round-robin",
                        new Load(3, 0, 0, 41, 2, 7),
                        List.of(
                                new Upstream(
                                        "http://127.0.0.1:9001",
                                        3,
                                        new Placement(1.5, 0, Optional.of("east")),
                                        "available",
                                        "",
                                        true,
                                        2,
                                        30_412,
                                        3,
                                        0,
                                        0),
                                new Upstream(
                                        "http://127.0.0.1:9002",
                                        2,
                                        new Placement(2, 0, Optional.empty()),
                                        "available",
                                        "",
                                        true,
                                        1,
                                        20_275,
                                        0,
                                        0,
                                        0),
                                new Upstream(
                                        "http://127.0.0.1:9003",
                                        1,
                                        new Placement(0, 1, Optional.of("west")),
                                        "ejected",
                                        "5 failures in a row, for 30 s",
                                        false,
                                        0,
                                        10_138,
                                        212,
                                        2,
                                        1))),
                new Pool(
                        "reports",
                        "consistent-hash",
                        new Load(0, 0, 0, 0, 0, 0),
                        List.of(new Upstream(
                                "https://reports.internal:8443",
                                1,
                                new Placement(1, 0, Optional.empty()),
                                "available",
                                "",
                                true,
                                0,
                                17,
                                0,
                                0,
                                0))));
    }

    @Override
    public Map<String, Discovery> discovery() {
        return Map.of(
                "app",
                new Discovery(
                        2, Optional.of(new Missing("DNS has no app.internal", Instant.parse("2031-05-06T07:08:09Z")))),
                "reports",
                new Discovery(0, Optional.empty()));
    }

    @Override
    public Cache cache() {
        return new Cache(
                new Level(48L << 20, 256L << 20, 1834, 90_210, 31_007, 12),
                Optional.of(new Level(101L << 20, 512L << 20, 4021, 2_210, 28_797, 0)),
                Optional.of(new Sharing(14, 6, 3, 1, 2, 5, 1, 4, 9)),
                3L << 20);
    }

    @Override
    public Purging purging() {
        return new Purging(8, 1, 120, 9, true, 3);
    }

    @Override
    public NodeControl.View nodes() {
        return new NodeControl.View(
                true, "a1@[127.0.0.1]:5701", List.of("a1@[127.0.0.1]:5701", "b2@[127.0.0.1]:5702"), 2);
    }

    @Override
    public List<Purges.Called> purges() {
        return List.of(new Purges.Called(
                PurgeScope.ALL, true, new Purges.Outcome(9, 2, 1, List.of("b2"), Duration.ofMillis(3)), 7));
    }

    @Override
    public int waitingPasswords() {
        return 4;
    }

    @Override
    public Limits limits() {
        return new Limits(7, 2);
    }

    @Override
    public Reloads reloads() {
        return new Reloads(3, 3, 1);
    }

    @Override
    public long droppedLogLines() {
        return 6;
    }
}
