package forebay.admin;

import forebay.cluster.Bucket;
import forebay.cluster.LocalBuckets;
import forebay.cluster.Rate;
import forebay.cluster.SharedBuckets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets so many calls through in a second, and as many at once after a second without any: on all nodes together, and on
 * this one where the others do not answer at once. Thread-safe; nothing blocks.
 */
final class CallRate {
    private final LocalBuckets own;
    private final Bucket bucket;
    private final SharedBuckets shared;

    /**
     * A rate for calls of one kind.
     *
     * @param purpose what they do, as all nodes name it
     */
    CallRate(String purpose, int perSecond, InstantSource clock, SharedBuckets shared) {
        Rate rate = new Rate(perSecond, Duration.ofSeconds(1));
        this.own = new LocalBuckets(clock);
        this.bucket = new Bucket(purpose, "", rate);
        this.shared = shared;
    }

    /** Whether one more may pass now; else how long to wait. Completes at once, or when the cluster has answered. */
    CompletionStage<Optional<Duration>> take() {
        return own.take(bucket, bucket.rate())
                .map(wait -> (CompletionStage<Optional<Duration>>) CompletableFuture.completedFuture(Optional.of(wait)))
                .orElseGet(() -> shared.take(bucket));
    }
}
