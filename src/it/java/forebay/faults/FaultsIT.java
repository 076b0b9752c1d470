package forebay.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.HealthCheckSettings;
import forebay.balance.HealthCheckSettings.Http;
import forebay.balance.HealthCheckSettings.StatusRange;
import forebay.balance.HealthSettings;
import forebay.balance.LimitSettings;
import forebay.balance.OperatorWord;
import forebay.balance.OutlierSettings;
import forebay.balance.PoolSettings;
import forebay.balance.PoolStatus;
import forebay.balance.RetryCondition;
import forebay.balance.RetrySettings;
import forebay.balance.Standing;
import forebay.balance.UpstreamStatus;
import forebay.faults.FaultyUpstream.Mode;
import forebay.proxy.CurrentPools;
import forebay.proxy.ProxySettings;
import forebay.proxy.UpstreamProtocol;
import forebay.support.ChangedSettings;
import forebay.support.ProxyUnderTest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Under a steady load over three upstreams, one of which fails in every way that is known: no idempotent request fails,
 * no part of a response is taken for the whole, and nothing else is sent twice.
 */
class FaultsIT {
    /** Fewer for a short look: -Dfaults.requests=2000. */
    private static final long LONG_RUN = Long.getLong("faults.requests", 100_000);

    private static final long SHORT_RUN = 600;

    @TempDir
    private Path folder;

    private final List<UpstreamProcess> upstreams = new ArrayList<>();
    private ProxyUnderTest proxy;

    /** Longer than an upstream that is well takes on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Within which part of a long run is over on a busy machine. */
    private static final Duration LOAD = Duration.ofMinutes(5);

    /** What becomes of the first upstream. */
    enum Fault {
        KILLED,
        STOPPED,
        REFUSE,
        SILENT,
        RESET,
        GOAWAY,
        GARBAGE,
        SLOW,
        FULL,
        FLAP;

        /** How long an answer is waited for: shortly only where there is none. */
        Duration patience() {
            return switch (this) {
                case STOPPED, SILENT, SLOW -> Duration.ofSeconds(1);
                default -> PATIENCE;
            };
        }

        void begin(UpstreamProcess upstream) throws Exception {
            switch (this) {
                case KILLED -> upstream.kill();
                case STOPPED -> upstream.signal("STOP");
                default -> upstream.become(Mode.valueOf(name()));
            }
        }

        void end(UpstreamProcess upstream) throws Exception {
            switch (this) {
                case KILLED -> upstream.restart();
                case STOPPED -> upstream.signal("CONT");
                default -> upstream.become(Mode.OK);
            }
        }
    }

    private void start(UpstreamProtocol protocol, Duration patience) throws Exception {
        for (int i = 0; i < 3; i++) {
            upstreams.add(new UpstreamProcess(folder, protocol.word()));
        }
        proxy = ProxyUnderTest.before(new ChangedSettings().protocol(protocol).settings(), pool(1, patience));
    }

    @AfterEach
    void stop() {
        proxy.close();
        upstreams.forEach(UpstreamProcess::close);
    }

    private PoolSettings pool(int rise, Duration patience) {
        Http http = new Http(
                "GET",
                "/health",
                Optional.empty(),
                List.of(new StatusRange(200, 299)),
                Optional.empty(),
                Optional.empty());
        HealthCheckSettings check = new HealthCheckSettings(
                Optional.of(http),
                OptionalInt.empty(),
                Duration.ofMillis(500),
                Duration.ofMillis(200),
                10,
                patience,
                rise,
                2,
                true);
        OutlierSettings outliers = new OutlierSettings(
                3,
                3,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4),
                50);
        RetrySettings retries = new RetrySettings(
                5,
                Set.of(RetryCondition.values()),
                Set.of(503),
                Optional.of(patience),
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                20,
                10,
                64 * 1024,
                Optional.empty());
        return ProxyUnderTest.pool(
                new HealthSettings(Optional.of(check), outliers, Duration.ZERO),
                retries,
                LimitSettings.DEFAULT,
                upstreams.stream().map(UpstreamProcess::url).toArray(URI[]::new));
    }

    private UpstreamStatus first() {
        return proxy.pools().pool("app").orElseThrow().status().get(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"KILLED", "STOPPED", "RESET", "FULL"})
    void noRequestFailsForAShortWhile(Fault fault, TestReporter reporter) throws Exception {
        noRequestFails(UpstreamProtocol.HTTP1, fault, SHORT_RUN, reporter);
    }

    @ParameterizedTest
    @EnumSource(names = {"KILLED", "GOAWAY"})
    void noRequestFailsForAShortWhileByHttp2(Fault fault, TestReporter reporter) throws Exception {
        noRequestFails(UpstreamProtocol.H2C, fault, SHORT_RUN, reporter);
    }

    @Tag("faults")
    @ParameterizedTest
    @EnumSource
    void noRequestFailsForLong(Fault fault, TestReporter reporter) throws Exception {
        noRequestFails(UpstreamProtocol.HTTP1, fault, LONG_RUN, reporter);
    }

    @Tag("faults")
    @ParameterizedTest
    @EnumSource
    void noRequestFailsForLongByHttp2(Fault fault, TestReporter reporter) throws Exception {
        noRequestFails(UpstreamProtocol.H2C, fault, LONG_RUN, reporter);
    }

    /** What has begun can not be sent again; but nobody may take it for the whole. */
    @Tag("faults")
    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "H2C"})
    void whatIsCutNeverLooksWhole(UpstreamProtocol protocol, TestReporter reporter) throws Exception {
        start(protocol, PATIENCE);
        SteadyLoad load = SteadyLoad.on(proxy.port());
        try (load) {
            upstreams.get(0).become(Mode.CUT);
            await().atMost(LOAD).until(() -> load.idempotent() > LONG_RUN / 4);
        }
        reporter.publishEntry(protocol + ": " + load.idempotent() + " idempotent requests, "
                + load.failed().size() + " were cut and seen to be");
        assertThat(load.failed()).isNotEmpty();
        assertThat(load.untrue()).isEmpty();
        assertNothingWasSentTwice();
    }

    private void noRequestFails(UpstreamProtocol protocol, Fault fault, long requests, TestReporter reporter)
            throws Exception {
        start(protocol, fault.patience());
        String times;
        SteadyLoad load = SteadyLoad.on(proxy.port());
        try (load) {
            await().atMost(LOAD).until(() -> load.idempotent() > requests / 4);
            long begun = System.nanoTime();
            fault.begin(upstreams.get(0));
            await().pollInterval(Duration.ofMillis(2)).until(() -> first().standing() != Standing.AVAILABLE);
            long out = System.nanoTime();
            long then = load.idempotent();
            await().atMost(LOAD).until(() -> load.idempotent() > Math.max(then, requests / 2));
            long ended = System.nanoTime();
            fault.end(upstreams.get(0));
            await().pollInterval(Duration.ofMillis(2)).until(() -> first().standing() == Standing.AVAILABLE);
            long back = System.nanoTime();
            long served = first().requests();
            await().until(() -> first().requests() > served + 20);
            await().atMost(LOAD).until(() -> load.idempotent() >= requests);
            times = "out after " + (out - begun) / 1_000_000 + " ms, back after " + (back - ended) / 1_000_000 + " ms";
        }
        PoolStatus status = proxy.pools().pool("app").orElseThrow().load().status();
        reporter.publishEntry(protocol + " " + fault + ": " + load.idempotent() + " idempotent requests, "
                + load.failed().size() + " failed, " + load.postsFailed() + " others not answered, " + status.retries()
                + " retries, " + times);
        assertThat(load.failed()).isEmpty();
        assertThat(status.retriesRefused()).isZero();
        assertThat(status.retries()).isLessThanOrEqualTo(load.idempotent() / 5 + 100);
        await().until(() ->
                proxy.pools().pool("app").orElseThrow().load().status().inFlight() == 0);
        assertNothingWasSentTwice();
    }

    private void assertNothingWasSentTwice() {
        List<String> posts = upstreams.stream()
                .flatMap(upstream -> upstream.posts().stream())
                .toList();
        assertThat(posts).isNotEmpty().doesNotHaveDuplicates();
    }

    @Tag("faults")
    @Test
    void twentyReloadsFailNothing(TestReporter reporter) throws Exception {
        start(UpstreamProtocol.HTTP1, PATIENCE);
        SteadyLoad load = SteadyLoad.on(proxy.port());
        try (load) {
            for (int i = 1; i <= 20; i++) {
                long until = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
                await().until(() -> System.nanoTime() - until >= 0);
                // Now and then another client, too: its connections are not those of the one before.
                ProxySettings settings = i % 3 == 0
                        ? ProxyUnderTest.SETTINGS
                        : new ChangedSettings()
                                .responseHead(Duration.ofSeconds(30 + i))
                                .settings();
                proxy.reload(settings, pool(1 + i % 2, PATIENCE));
            }
        }
        reporter.publishEntry("20 reloads: " + load.idempotent() + " idempotent requests, "
                + load.failed().size() + " failed, " + load.postsFailed() + " others not answered");
        assertThat(load.failed()).isEmpty();
        assertThat(load.postsFailed()).isZero();
        assertNothingWasSentTwice();
    }

    @Tag("faults")
    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "H2C"})
    void aRollingRestartFailsNothing(UpstreamProtocol protocol, TestReporter reporter) throws Exception {
        start(protocol, PATIENCE);
        CurrentPools control = new CurrentPools(proxy.generations());
        SteadyLoad load = SteadyLoad.on(proxy.port());
        try (load) {
            for (UpstreamProcess upstream : upstreams) {
                long before = load.idempotent();
                await().until(() -> load.idempotent() > before + 500);
                control.tell("app", upstream.name(), OperatorWord.DRAINING);
                await().until(() -> proxy.pools().pool("app").orElseThrow().status().stream()
                        .anyMatch(status -> status.standing() == Standing.DRAINING && status.inFlight() == 0));
                upstream.kill();
                upstream.restart();
                control.tell("app", upstream.name(), OperatorWord.ENABLED);
                await().until(() -> proxy.pools().pool("app").orElseThrow().status().stream()
                        .allMatch(UpstreamStatus::available));
            }
        }
        reporter.publishEntry("rolling restart, " + protocol + ": " + load.idempotent() + " idempotent requests, "
                + load.failed().size() + " failed, " + load.postsFailed() + " others not answered");
        assertThat(load.failed()).isEmpty();
        assertThat(load.postsFailed()).isZero();
        assertNothingWasSentTwice();
    }
}
