package forebay.cache;

import java.util.Optional;

/**
 * The URI of a resource without anything that a route's key rules add: what invalidation and purging name
 * (RFC 9111 §4.4). The hash is the same on every node and in every process.
 */
public final class PlainUri {
    private final String scheme;
    private final String authority;
    private final String encodedPath;
    private final Optional<String> query;
    private final long hash;

    private PlainUri(String scheme, String authority, String encodedPath, Optional<String> query) {
        this.scheme = scheme;
        this.authority = authority;
        this.encodedPath = encodedPath;
        this.query = query;
        this.hash = StableHash.of(scheme, authority, encodedPath, query.orElse(""));
    }

    /**
     * The URI of these parts.
     *
     * @param scheme {@code http} or {@code https}
     * @param authority host and non-default port in lower case
     * @param encodedPath the path in the normal form of RFC 3986 §6.2.2
     * @param query the raw query without its question mark; empty where there is none
     */
    public static PlainUri of(String scheme, String authority, String encodedPath, Optional<String> query) {
        return new PlainUri(scheme, authority, encodedPath, query);
    }

    /**
     * The URI that {@code text} is, in the normal form of the cache key; empty where it is no absolute URI of http or
     * https, or has user information.
     */
    public static Optional<PlainUri> parse(String text) {
        return UriReference.origin(text).flatMap(origin -> UriReference.resolve(origin, text));
    }

    /** The same with the query that counts under {@code rules}: what a response stored under them is invalidated by. */
    public PlainUri as(CachePolicy.KeyRules rules) {
        Optional<String> counts = QueryRules.apply(rules, query);
        return counts.equals(query) ? this : of(scheme, authority, encodedPath, counts);
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    /** Host and non-default port in lower case. */
    public String authority() {
        return authority;
    }

    /** The path in the normal form of RFC 3986 §6.2.2. */
    public String encodedPath() {
        return encodedPath;
    }

    /** The raw query without its question mark. */
    public Optional<String> query() {
        return query;
    }

    /** A 64-bit hash that is the same on every node; not a defence against chosen collisions. */
    public long stableHash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlainUri uri
                && hash == uri.hash
                && encodedPath.equals(uri.encodedPath)
                && query.equals(uri.query)
                && authority.equals(uri.authority)
                && scheme.equals(uri.scheme);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    /** The URI as text; a query that is present but empty keeps its question mark. */
    @Override
    public String toString() {
        return scheme + "://" + authority + encodedPath
                + query.map(q -> "?" + q).orElse("");
    }
}
