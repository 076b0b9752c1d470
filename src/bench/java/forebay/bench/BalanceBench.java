package forebay.bench;

import forebay.balance.Algorithm;
import forebay.balance.BalanceKey;
import forebay.balance.BalanceSettings;
import forebay.balance.HealthSettings;
import forebay.balance.LimitSettings;
import forebay.balance.Pool;
import forebay.balance.PoolSettings;
import forebay.balance.RetrySettings;
import forebay.balance.Upstream;
import forebay.balance.UpstreamSettings;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to choose the first candidate, by algorithm and number of upstreams. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class BalanceBench {
    @Param
    Algorithm algorithm;

    @Param({"3", "100", "10000"})
    int upstreams;

    private Pool pool;
    private final BalanceKey key = new BalanceKey() {
        private int requests;

        @Override
        public InetAddress client() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public Optional<String> field(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<String> cookie(String name) {
            return Optional.empty();
        }

        @Override
        public String path() {
            requests++;
            return "/" + requests;
        }

        @Override
        public Optional<String> parameter(String name) {
            return Optional.empty();
        }
    };

    /** A pool of weights 1 to 3, all of it available. */
    @Setup
    public void declare() {
        List<UpstreamSettings> declared = IntStream.range(0, upstreams)
                .mapToObj(i -> new UpstreamSettings(URI.create("http://u" + i + ":80"), 1 + i % 3))
                .toList();
        pool = Pool.of(
                new PoolSettings(
                        "bench",
                        declared,
                        HealthSettings.DEFAULT,
                        RetrySettings.DEFAULT,
                        LimitSettings.DEFAULT,
                        BalanceSettings.DEFAULT.with(algorithm)),
                null,
                System::nanoTime);
    }

    /** The first candidate of a request. */
    @Benchmark
    public Optional<Upstream> pick() {
        return pool.candidates(key).next();
    }
}
