package forebay.cache;

import java.time.Instant;

/**
 * When a response was asked for and came, by this gateway's clock (RFC 9111 §4.2.3).
 *
 * @param requestTime when the request that it answers was begun; of the last validation, where there was one
 * @param responseTime when its head came; of the last validation, where there was one
 * @param stamp what it may be older than
 */
public record Receipt(Instant requestTime, Instant responseTime, Stamp stamp) {
    /** The same times under another stamp. */
    public Receipt withStamp(Stamp other) {
        return new Receipt(requestTime, responseTime, other);
    }
}
