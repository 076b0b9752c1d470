package forebay.support;

import forebay.http.TargetLeniency;
import forebay.route.Conditions;
import forebay.route.HostMatch;
import forebay.route.PathMatch;
import forebay.route.Route;
import forebay.route.RouteMatch;
import java.util.Optional;
import java.util.Set;

/** Routes for tests, named by what they differ in. */
public final class Routes {
    private Routes() {}

    /** A route of any host with everything at its default. */
    public static Route at(String prefix) {
        return of(Optional.empty(), prefix, Set.of(), false);
    }

    /** A route of one host. */
    public static Route at(String host, String prefix) {
        return of(Optional.of(host), prefix, Set.of(), false);
    }

    /** A route that lets in more. */
    public static Route lenient(String prefix, TargetLeniency... leniencies) {
        return of(Optional.empty(), prefix, Set.of(leniencies), false);
    }

    /** A route that only reports what it would refuse. */
    public static Route reporting(String prefix) {
        return of(Optional.empty(), prefix, Set.of(), true);
    }

    private static Route of(Optional<String> host, String prefix, Set<TargetLeniency> leniency, boolean reportOnly) {
        return Route.builder(host.orElse("any") + prefix, "pool")
                .match(new RouteMatch(
                        host.map(HostMatch::exact).orElse(HostMatch.ANY), PathMatch.prefix(prefix), Conditions.NONE))
                .leniency(leniency)
                .reportOnly(reportOnly)
                .keepHost(false)
                .maxContentBytes(1_000)
                .build();
    }
}
