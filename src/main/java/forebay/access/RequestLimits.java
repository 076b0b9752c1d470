package forebay.access;

import forebay.cluster.LocalBuckets;
import forebay.cluster.Rate;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.route.RequestRate;
import forebay.route.Route;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rates of routes, on this node: counts what access control let pass, hits too. Outlives reloads, so that who has
 * used up a rate has used it up still, unless the route's rate is another one since. Thread-safe; a route without a rate
 * costs a look at the route.
 */
public final class RequestLimits {
    /** Longer values of fields are remembered by their hash, so that nobody fills the heap with them. */
    private static final int LONGEST = 64;

    private final LocalBuckets buckets;
    private final Map<RequestRate, Rate> rates = new ConcurrentHashMap<>();

    /** Limits that nobody has used up. */
    public RequestLimits(InstantSource clock) {
        this.buckets = new LocalBuckets(clock);
    }

    /** Who is counted on which route by which rate. */
    private record Key(String route, RequestRate rate, Object who) {}

    /** Takes one request; where there is none left, says after what time there will be. */
    Optional<Duration> take(Exchange exchange) {
        Exchange.Arrival arrival = exchange.arrival();
        Optional<Route> route = arrival.route();
        if (route.isEmpty() || route.get().rate().isEmpty()) {
            return Optional.empty();
        }
        RequestRate rate = route.get().rate().get();
        Object who = who(
                rate.by(), arrival.client(), exchange.caller(), arrival.head().fields());
        return buckets.take(new Key(route.get().name(), rate, who), rates.computeIfAbsent(rate, RequestLimits::rate));
    }

    /** So many at once are made up for in so many times what one of them takes. */
    private static Rate rate(RequestRate rate) {
        return new Rate(rate.burst(), rate.per().multipliedBy(rate.burst()).dividedBy(rate.requests()));
    }

    private static Object who(RequestRate.By by, InetAddress client, Caller caller, Fields fields) {
        if (by instanceof RequestRate.Principal && caller.authenticated()) {
            return new Caller(caller.realm(), caller.principal(), Set.of());
        }
        if (by instanceof RequestRate.Field field) {
            Optional<String> value = fields.combined(field.name());
            if (value.isPresent()) {
                return bounded(value.get());
            }
        }
        return ClientNetwork.of(client);
    }

    private static String bounded(String value) {
        if (value.length() <= LONGEST) {
            return value;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
