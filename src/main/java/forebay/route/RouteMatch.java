package forebay.route;

/**
 * Which requests a route takes.
 *
 * @param host of the authority
 * @param path the canonical path
 * @param conditions what else must hold
 */
public record RouteMatch(HostMatch host, PathMatch path, Conditions conditions) {
    /** Every request. */
    public static final RouteMatch ALL = new RouteMatch(HostMatch.ANY, PathMatch.ALL, Conditions.NONE);

    /** The requests of any host for a path and all below it. */
    public static RouteMatch below(String path) {
        return new RouteMatch(HostMatch.ANY, PathMatch.prefix(path), Conditions.NONE);
    }

    /** The same, limited to hosts. */
    public RouteMatch at(HostMatch other) {
        return new RouteMatch(other, path, conditions);
    }

    /** The same, where these hold too. */
    public RouteMatch when(Conditions other) {
        return new RouteMatch(host, path, other);
    }

    /** For people: host, path and conditions. */
    @Override
    public String toString() {
        String place = (host.kind() == HostMatch.Kind.ANY ? "any host" : host) + ", "
                + switch (path.kind()) {
                    case EXACT -> "the path " + path.text() + " alone";
                    case PATTERN -> "paths that match " + path.text();
                    case PREFIX -> path.text() + " and all below";
                };
        return conditions.count() == 0 ? place : place + ", " + conditions;
    }
}
