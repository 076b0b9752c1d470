package forebay.support;

import forebay.exchange.Exchange;
import forebay.exchange.Generation;
import forebay.exchange.ViaPseudonym;
import forebay.http.CanonicalTarget;
import forebay.http.CanonicalTarget.Accepted;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.route.Route;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;

/** Exchanges as the guard begins them. */
public final class Begun {
    private Begun() {}

    /**
     * A GET of {@code https://x.test} that came from {@code peer}.
     *
     * @param peer an address in numbers
     */
    public static Exchange exchange(Route route, String target, String peer, Fields fields) {
        return exchange(route, target, peer, fields, "1.1");
    }

    /** The same by another version of HTTP, as Via has it. */
    public static Exchange exchange(Route route, String target, String peer, Fields fields, String version) {
        RequestHead head = new RequestHead("GET", "https", "x.test", target, fields);
        Accepted accepted = (Accepted) CanonicalTarget.parse(target, EnumSet.allOf(forebay.http.TargetLeniency.class));
        InetAddress address = address(peer);
        return new Exchange(
                new Generation(1, Map.of(ViaPseudonym.class, new ViaPseudonym("forebay-test")), () -> {}),
                new Exchange.Arrival(
                        "id-1",
                        head,
                        accepted.target(),
                        address,
                        address,
                        Optional.of(route),
                        Instant.EPOCH,
                        0,
                        version),
                exchange -> {});
    }

    private static InetAddress address(String numbers) {
        try {
            return InetAddress.getByName(numbers);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
