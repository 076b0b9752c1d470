package forebay.route;

/**
 * The hosts that a route takes requests for.
 *
 * @param kind how {@code name} is meant
 * @param name in lower case, without port: the host, or the domain that a wildcard stands before; empty for any
 */
public record HostMatch(Kind kind, String name) {
    /** Every host. */
    public static final HostMatch ANY = new HostMatch(Kind.ANY, "");

    /** How a host is told, the more specific first. */
    public enum Kind {
        /** One host. */
        EXACT,
        /** Every host below a domain, by one label or more; not the domain itself. */
        WILDCARD,
        /** Every host. */
        ANY
    }

    /** One host. */
    public static HostMatch exact(String host) {
        return new HostMatch(Kind.EXACT, host);
    }

    /** Every host below {@code domain}. */
    public static HostMatch below(String domain) {
        return new HostMatch(Kind.WILDCARD, domain);
    }

    /** As forebay.yaml has it; empty for any host. */
    @Override
    public String toString() {
        return kind == Kind.WILDCARD ? "*." + name : name;
    }
}
