package forebay.cluster;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A time that the nodes share without clocks in step: each goes by the one that is furthest ahead of those that it has
 * heard of (as hybrid logical clocks do: Kulkarni and others, 2014). It is fit for telling how long ago another node
 * wrote something, and for nothing that anybody else sees. Thread-safe.
 */
final class BucketClock {
    private final InstantSource clock;
    private final AtomicLong ahead = new AtomicLong();

    BucketClock(InstantSource clock) {
        this.clock = clock;
    }

    /** Microseconds. */
    long now() {
        return LocalBuckets.micros(clock) + ahead.get();
    }

    /** Another node had this time before now. */
    void seen(long micros) {
        ahead.accumulateAndGet(micros - LocalBuckets.micros(clock), Math::max);
    }
}
