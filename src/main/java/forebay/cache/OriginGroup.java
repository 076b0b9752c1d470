package forebay.cache;

/**
 * A group of responses of one origin (RFC 9875 §2.1), told by a hash: two that share one cost a miss. The hash is the
 * same on every node and in every process.
 *
 * @param stableHash of origin and name
 */
public record OriginGroup(long stableHash) {
    /** The group of this name at the origin of {@code uri}. */
    public static OriginGroup of(PlainUri uri, String name) {
        return new OriginGroup(hash(uri, name));
    }

    static long hash(PlainUri uri, String name) {
        return StableHash.of(uri.scheme(), uri.authority(), name);
    }
}
