package forebay.cache;

import forebay.cache.CachePolicy.KeyRules;
import forebay.http.Fields;

/**
 * The primary cache key (RFC 9111 §2): the URI within the zone and the rules of its route, as the route's key rules see
 * it. GET and HEAD share it. Immutable, with its hash computed once.
 */
public final class CacheKey {
    private final String zone;
    private final long fingerprint;
    private final String parts;
    private final PlainUri uri;
    private final int hash;

    private CacheKey(String zone, long fingerprint, String parts, PlainUri uri) {
        this.zone = zone;
        this.fingerprint = fingerprint;
        this.parts = parts;
        this.uri = uri;
        this.hash = Long.hashCode(
                StableHash.mix(uri.stableHash() + 31 * fingerprint + zone.hashCode() + 17L * parts.hashCode()));
    }

    /** The key of {@code uri} under {@code rules}, for a request without any field that is a part of it. */
    public static CacheKey of(CacheRules rules, PlainUri uri) {
        return of(rules, uri, Fields.EMPTY);
    }

    /**
     * The key of {@code uri} under {@code rules}.
     *
     * @param forwarded the fields of the request as forwarded; read only where the rules name one or a cookie
     */
    public static CacheKey of(CacheRules rules, PlainUri uri, Fields forwarded) {
        KeyRules key = rules.policy().key();
        return new CacheKey(
                rules.zone(),
                rules.fingerprint(),
                key.ofRequest() ? KeyParts.of(key, forwarded) : "",
                key.ofQuery() ? uri.as(key) : uri);
    }

    /** The key from its parts, as a store on another node read them. */
    public static CacheKey of(String zone, long fingerprint, String parts, PlainUri uri) {
        return new CacheKey(zone, fingerprint, parts, uri);
    }

    /** The same zone, rules and parts with another URI. */
    public CacheKey withUri(PlainUri other) {
        return new CacheKey(zone, fingerprint, parts, other);
    }

    /** Name of the route. */
    public String zone() {
        return zone;
    }

    /** Fingerprint of the route's rules. */
    public long fingerprint() {
        return fingerprint;
    }

    /** The fields and cookies that the route's rules add, as text without spaces; empty where there is none. */
    public String parts() {
        return parts;
    }

    /** The URI without zone, rules and parts, with the query that counts. */
    public PlainUri uri() {
        return uri;
    }

    /** Estimated bytes on the heap. */
    public long weight() {
        return 128L
                + parts.length()
                + uri.encodedPath().length()
                + uri.query().map(String::length).orElse(0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey key
                && hash == key.hash
                && fingerprint == key.fingerprint
                && uri.equals(key.uri)
                && parts.equals(key.parts)
                && zone.equals(key.zone);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /**
     * Zone, fingerprint in hexadecimal (with {@code +} and the parts, where there are any) and URI, parted by spaces;
     * unique, and stable across processes.
     */
    @Override
    public String toString() {
        return zone + ' ' + Long.toHexString(fingerprint) + (parts.isEmpty() ? "" : '+' + parts) + ' ' + uri;
    }
}
