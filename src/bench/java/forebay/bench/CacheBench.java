package forebay.bench;

import forebay.cache.CacheKey;
import forebay.cache.CacheRequest;
import forebay.cache.PlainUri;
import forebay.cache.Reuse;
import forebay.cache.ReuseRules;
import forebay.cache.Samples;
import forebay.cache.ServedHead;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.http.CacheStatus;
import forebay.http.ResponseHead;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The pure work of a hit: decide, make the key, render the head. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class CacheBench {
    private static final String FIELDS =
            "Cache-Control: public, max-age=3600;ETag: \"a\";Content-Type: text/html;Last-Modified: " + Samples.DATE;
    private static final String VARYING = FIELDS + ";Vary: Accept-Encoding";
    private static final Optional<String> QUERY = Optional.of("q=1&page=2");

    private final Instant now = Samples.T.plusSeconds(60);
    private final CacheRequest plain = Samples.get(
            "Accept", "text/html", "Accept-Encoding", "gzip, br", "User-Agent", "bench", "X-Request-Id", "1");
    private final CacheRequest directed =
            Samples.get("Accept", "text/html", "Accept-Encoding", "gzip, br", "Cache-Control", "max-age=600");
    private final StoredResponse response = Samples.stored(FIELDS);
    private final StoredVariants fresh = StoredVariants.of(response);
    private final StoredVariants varying = StoredVariants.of(Samples.stored(
            "Date: " + Samples.DATE + ";" + VARYING,
            forebay.cache.SelectingFields.of(
                    java.util.List.of("Accept-Encoding"), plain.head().fields()),
            Samples.T));

    /** A fresh hit without a directive in the request: the usual case. */
    @Benchmark
    public Reuse decideFresh() {
        return ReuseRules.decide(plain, fresh, now);
    }

    /** One selecting field. */
    @Benchmark
    public Reuse decideVarying() {
        return ReuseRules.decide(plain, varying, now);
    }

    /** A directive to read. */
    @Benchmark
    public Reuse decideDirected() {
        return ReuseRules.decide(directed, fresh, now);
    }

    /** The key of a request whose target is canonical already. */
    @Benchmark
    public CacheKey key() {
        return CacheKey.of(Samples.RULES, PlainUri.of("http", "a.test", "/shop/cart/index.html", QUERY));
    }

    /** The head of a hit. */
    @Benchmark
    public ResponseHead head() {
        return ServedHead.reused(response, now);
    }

    /** The member of Cache-Status. */
    @Benchmark
    public String cacheStatus() {
        return CacheStatus.served(3_540).render("forebay", false);
    }
}
