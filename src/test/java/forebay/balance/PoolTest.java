package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Upstreams that come and go while requests run, and what a pool tells of them. */
class PoolTest {
    private static final Optional<DiscoverySettings> IN_A_FILE =
            Optional.of(new DiscoverySettings.InFile(Path.of("upstreams.yaml"), Duration.ofSeconds(1)));

    private final AtomicLong now = new AtomicLong();
    private final List<String> told = new ArrayList<>();

    private Pool pool(Pool previous, HealthSettings health, Optional<DiscoverySettings> discovery) {
        PoolSettings settings = new PoolSettings(
                "pool",
                List.of(upstream("a")),
                health,
                RetrySettings.DEFAULT,
                LimitSettings.DEFAULT,
                BalanceSettings.DEFAULT,
                discovery);
        return Pool.of(
                settings,
                previous,
                (pool, upstream, before, after, reason) -> told.add(upstream + " " + before + " " + after),
                now::get);
    }

    private static UpstreamSettings upstream(String host) {
        return new UpstreamSettings(URI.create("http://" + host), 1, 0, Optional.empty());
    }

    private static List<String> hosts(Pool pool) {
        return pool.upstreams().stream().map(each -> each.url().getHost()).toList();
    }

    private static Upstream find(Pool pool, String host) {
        return pool.upstreams().stream()
                .filter(each -> each.url().getHost().equals(host))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsFoundComesBesideWhatIsDeclaredAndKeepsItsStateWhileItStays() {
        Pool pool = pool(null, HealthSettings.DEFAULT, IN_A_FILE);
        assertThat(pool.discovered(List.of(upstream("b"), upstream("c")))).isTrue();
        assertThat(hosts(pool)).containsExactly("a", "b", "c");
        UpstreamState kept = find(pool, "b").state();

        assertThat(pool.discovered(List.of(upstream("b"), upstream("c"))))
                .as("nothing new")
                .isFalse();
        assertThat(pool.discovered(List.of(upstream("b"), upstream("a")))).isTrue();

        assertThat(hosts(pool)).containsExactly("a", "b");
        assertThat(find(pool, "b").state()).isSameAs(kept);
        assertThat(pool.candidates(SampleKey.NONE).next()).isPresent();
    }

    @Test
    void whatWasFoundOutlivesAReloadThatLooksForItInTheSameWay() {
        Pool first = pool(null, HealthSettings.DEFAULT, IN_A_FILE);
        first.discovered(List.of(upstream("b")));
        assertThat(first.discovery()).isEqualTo(IN_A_FILE);

        assertThat(hosts(pool(first, HealthSettings.DEFAULT, IN_A_FILE))).containsExactly("a", "b");
        assertThat(hosts(pool(first, HealthSettings.DEFAULT, Optional.empty()))).containsExactly("a");
    }

    @Test
    void aPoolThatIsClosedTakesUpNothingMore() {
        Pool pool = pool(null, HealthSettings.DEFAULT, IN_A_FILE);
        pool.close();
        assertThat(pool.discovered(List.of(upstream("b")))).isFalse();
        assertThat(hosts(pool)).containsExactly("a");
    }

    @Test
    void theListenerLearnsWhenAnUpstreamStandsDifferently() {
        Pool pool = pool(null, HealthSettings.DEFAULT, Optional.empty());
        UpstreamState state = find(pool, "a").state();
        state.health(false, "test", now.get());
        state.health(true, "test", now.get());
        assertThat(told).containsExactly("http://a AVAILABLE UNHEALTHY", "http://a UNHEALTHY AVAILABLE");
    }

    @Test
    void anUpstreamThatCanNotBeReachedComesBackByTimeAlone() {
        Pool pool = pool(null, HealthSettings.DEFAULT, Optional.empty());
        find(pool, "a").state().unreachable(now.get());
        assertThat(pool.status().get(0).standing()).isEqualTo(Standing.UNREACHABLE);
        assertThat(pool.unavailableFor()).isPositive();

        now.addAndGet(Duration.ofMinutes(1).toNanos());
        pool.tick();

        assertThat(pool.status().get(0).standing()).isEqualTo(Standing.AVAILABLE);
        assertThat(pool.unavailableFor()).isZero();
        assertThat(told).containsExactly("http://a AVAILABLE UNREACHABLE");
    }

    @Test
    void itTellsWhatItWasDeclaredWith() {
        Pool pool = pool(null, HealthSettings.DEFAULT, Optional.empty());
        assertThat(pool.name()).isEqualTo("pool");
        assertThat(pool.algorithm()).isEqualTo(Algorithm.WEIGHTED_ROUND_ROBIN);
        assertThat(pool.limits()).isEqualTo(LimitSettings.DEFAULT);
        assertThat(pool.health()).isEqualTo(HealthSettings.DEFAULT);
        assertThat(pool.load().status().inFlight()).isZero();
        assertThat(pool.sessionCookieName()).isEmpty();
        assertThat(pool.sessionCookie(SampleKey.NONE, find(pool, "a"))).isEmpty();
    }

    @Test
    void hashesComeFromTheHeaderTheQueryAndTheNetworkOfAnIpv6Client() throws UnknownHostException {
        SampleKey one = SampleKey.of("id", "x");
        assertThat(new HashBy(HashBy.Source.HEADER, "id").hash(one))
                .isEqualTo(new HashBy(HashBy.Source.QUERY, "id").hash(one))
                .isEqualTo(new HashBy(HashBy.Source.COOKIE, "id").hash(one))
                .isPresent();
        assertThat(new HashBy(HashBy.Source.HEADER, "other").hash(one)).isEmpty();
        assertThat(new HashBy(HashBy.Source.PATH, "").hash(one)).isPresent();
        assertThat(client("2001:db8::1")).isEqualTo(client("2001:db8::2")).isNotEqualTo(client("2001:db9::1"));
        assertThat(client("192.0.2.1")).isNotEqualTo(client("192.0.2.2"));
    }

    private static Optional<Long> client(String address) throws UnknownHostException {
        return HashBy.CLIENT.hash(new SampleKey(InetAddress.getByName(address), Map.of()));
    }
}
