package forebay.support;

import forebay.cache.CachePolicy;
import forebay.http.TargetLeniency;
import forebay.route.Route;
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
        return new Route(
                host.orElse("any") + prefix,
                host,
                prefix,
                "pool",
                Route.DEFAULT_METHODS,
                leniency,
                reportOnly,
                false,
                false,
                false,
                CachePolicy.RFC,
                1_000);
    }
}
