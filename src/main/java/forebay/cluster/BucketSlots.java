package forebay.cluster;

import java.time.Duration;
import java.util.Optional;

/** Where states of buckets are kept: the steps that a stock map of the cluster has. May block and may throw. */
interface BucketSlots {
    /** What stands there. */
    Optional<byte[]> get(String name);

    /** Whether it stands there now because nothing did. */
    boolean putIfAbsent(String name, byte[] value, Duration life);

    /** Whether it stands there now in place of {@code before}. */
    boolean replace(String name, byte[] before, byte[] value, Duration life);
}
