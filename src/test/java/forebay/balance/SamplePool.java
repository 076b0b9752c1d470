package forebay.balance;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A pool that a test declares: upstreams {@code a}, {@code b}, … in a time of its own. */
final class SamplePool {
    final AtomicLong now = new AtomicLong();
    private final BalanceSettings settings;
    private final Map<String, UpstreamSettings> declared = new LinkedHashMap<>();
    Pool pool;

    private SamplePool(BalanceSettings settings) {
        this.settings = settings;
        this.pool = Pool.of(new PoolSettings("pool", List.of()), null, PoolListener.NONE, now::get);
    }

    static SamplePool of(Algorithm algorithm, int... weights) {
        return of(BalanceSettings.DEFAULT.with(algorithm), weights);
    }

    static SamplePool of(BalanceSettings settings, int... weights) {
        SamplePool sample = new SamplePool(settings);
        for (int i = 0; i < weights.length; i++) {
            sample.with(name(i), weights[i], 0, null);
        }
        return sample.declared();
    }

    /** {@code a} to {@code z}, then {@code a1} and so on. */
    static String name(int place) {
        return (char) ('a' + place % 26) + (place < 26 ? "" : "" + place / 26);
    }

    SamplePool with(String name, int weight, int priority, String zone) {
        declared.put(
                name, new UpstreamSettings(URI.create("http://" + name), weight, priority, Optional.ofNullable(zone)));
        return this;
    }

    SamplePool without(String name) {
        declared.remove(name);
        return this;
    }

    /** What was said so far takes effect, as by a reload. */
    SamplePool declared() {
        Pool before = pool;
        pool = Pool.of(
                new PoolSettings(
                        "pool",
                        List.copyOf(declared.values()),
                        HealthSettings.DEFAULT,
                        RetrySettings.DEFAULT,
                        LimitSettings.DEFAULT,
                        settings),
                before,
                PoolListener.NONE,
                now::get);
        before.close();
        return this;
    }

    UpstreamState state(String name) {
        return pool.upstreams().stream()
                .filter(each -> each.url().getHost().equals(name))
                .findFirst()
                .orElseThrow()
                .state();
    }

    void unhealthy(String... names) {
        for (String name : names) {
            state(name).health(false, "test", now.get());
        }
    }

    String pick(BalanceKey key) {
        return pool.candidates(key).next().map(found -> found.url().getHost()).orElse("-");
    }

    /** The first candidates of so many requests. */
    String picks(int count) {
        return IntStream.range(0, count).mapToObj(i -> pick(SampleKey.NONE)).collect(Collectors.joining(" "));
    }

    /** As {@link #picks}, where each request that is sent stays in flight. */
    String picksInFlight(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    String picked = pick(SampleKey.NONE);
                    state(picked).begin();
                    return picked;
                })
                .collect(Collectors.joining(" "));
    }

    /** All candidates of one request. */
    String candidates(BalanceKey key) {
        Candidates candidates = pool.candidates(key);
        List<String> names = new ArrayList<>();
        Optional<Upstream> next = candidates.next();
        while (next.isPresent()) {
            names.add(next.get().url().getHost());
            next = candidates.next();
        }
        return String.join(" ", names);
    }

    /** Which share of so many requests each upstream gets. */
    Map<String, Double> shares(int count) {
        Map<String, Double> shares = new HashMap<>();
        for (int i = 0; i < count; i++) {
            shares.merge(pick(SampleKey.of("id", "user-" + i)), 1.0 / count, Double::sum);
        }
        return shares;
    }
}
