package forebay.cache;

/**
 * The primary cache key (RFC 9111 §2): the URI within the zone and the rules of its route. GET and HEAD share it.
 * Immutable, with its hash computed once.
 */
public final class CacheKey {
    private final String zone;
    private final long fingerprint;
    private final PlainUri uri;
    private final int hash;

    private CacheKey(String zone, long fingerprint, PlainUri uri) {
        this.zone = zone;
        this.fingerprint = fingerprint;
        this.uri = uri;
        this.hash = Long.hashCode(StableHash.mix(uri.stableHash() + 31 * fingerprint + zone.hashCode()));
    }

    /** The key of {@code uri} under {@code rules}. */
    public static CacheKey of(CacheRules rules, PlainUri uri) {
        return new CacheKey(rules.zone(), rules.fingerprint(), uri);
    }

    /** The key from its parts, as a store on another node read them. */
    public static CacheKey of(String zone, long fingerprint, PlainUri uri) {
        return new CacheKey(zone, fingerprint, uri);
    }

    /** The same zone and rules with another URI. */
    public CacheKey withUri(PlainUri other) {
        return new CacheKey(zone, fingerprint, other);
    }

    /** Name of the route. */
    public String zone() {
        return zone;
    }

    /** Fingerprint of the route's rules. */
    public long fingerprint() {
        return fingerprint;
    }

    /** The URI without zone and rules. */
    public PlainUri uri() {
        return uri;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey key
                && hash == key.hash
                && fingerprint == key.fingerprint
                && uri.equals(key.uri)
                && zone.equals(key.zone);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Zone, fingerprint in hexadecimal and URI, parted by spaces; unique, and stable across processes. */
    @Override
    public String toString() {
        return zone + ' ' + Long.toHexString(fingerprint) + ' ' + uri;
    }
}
