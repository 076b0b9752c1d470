package forebay.exchange;

import forebay.http.Fields;
import forebay.http.HopByHop;
import forebay.http.RequestHead;
import forebay.route.Route;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds the request head that goes to the upstream; the cache reads it too, so that what varies is what was sent.
 *
 * <p>What is left out: fields of this hop (RFC 9110 §7.6.1), {@code Expect} (answered here, RFC 9110 §10.1.1), the
 * gateway's credentials, and whatever would tell the upstream about client, user, method or path in other words than
 * the gateway's own. What is added: the way that the request came, and its id. Host is there only where the route
 * keeps the client's.
 */
final class ForwardedHead {
    /** What the gateway's keys begin with; they stop here wherever a client puts them. */
    static final String KEY_PREFIX = "fbk_";

    /**
     * Never forwarded, in any spelling: credentials of the gateway, what the gateway sets itself, and fields by which
     * some servers let a client ask for another method or path than the one that access control saw.
     */
    private static final Set<String> DROPPED = Set.of(
            "x-api-key",
            "proxy-authorization",
            "expect",
            "host",
            "x-request-id",
            "x-original-url",
            "x-original-uri",
            "x-rewrite-url",
            "x-http-method-override",
            "x-http-method",
            "x-method-override");

    private ForwardedHead() {}

    static RequestHead of(Exchange exchange) {
        RequestHead head = exchange.request();
        Optional<Route> route = exchange.arrival().route();
        boolean authorization = route.filter(Route::authorization).isPresent();
        Fields.Builder fields = Fields.builder();
        for (Fields.Line line : HopByHop.strip(head.fields())) {
            if (keeps(line, authorization, exchange.caller())) {
                fields.add(line.name(), line.value());
            }
        }
        route.filter(Route::keepHost).ifPresent(keeping -> fields.add("Host", head.authority()));
        addWay(fields, exchange);
        route.filter(telling -> telling.tellUser() && exchange.caller().authenticated())
                .ifPresent(telling ->
                        fields.add("X-Forwarded-User", visible(exchange.caller().principal())));
        return head.withFields(fields.build());
    }

    private static boolean keeps(Fields.Line line, boolean authorization, Caller caller) {
        String name = ForwardingFields.folded(line.name());
        if (DROPPED.contains(name) || ForwardingFields.contains(line.name())) {
            return false;
        }
        return !name.equals("authorization") || (authorization && !isForGateway(line.value(), caller));
    }

    /** Whether a credential is the gateway's: one of its keys, or the password that it knows the caller by. */
    private static boolean isForGateway(String credential, Caller caller) {
        String lower = credential.strip().toLowerCase(Locale.ROOT);
        int space = lower.indexOf(' ');
        String token = lower.substring(space + 1).strip();
        return token.startsWith(KEY_PREFIX) || (lower.startsWith("basic ") && caller.authenticated());
    }

    /** The way that the request came (RFC 7239, RFC 9110 §7.6.3) and its id. */
    private static void addWay(Fields.Builder fields, Exchange exchange) {
        RequestHead head = exchange.request();
        String peer = text(exchange.arrival().peer());
        List<String> chain = new ArrayList<>();
        head.fields().first("X-Forwarded-For").ifPresent(before -> chain.addAll(List.of(before.split(", ", -1))));
        chain.add(peer);
        fields.add("X-Forwarded-For", String.join(", ", chain))
                .add("X-Forwarded-Proto", head.scheme())
                .add("X-Forwarded-Host", head.authority())
                .add(
                        "Forwarded",
                        chain.stream().map(ForwardedHead::node).collect(Collectors.joining(", ")) + ";host=\""
                                + head.authority() + "\";proto=" + head.scheme())
                .add(
                        "Via",
                        "1.1 " + exchange.generation().part(ViaPseudonym.class).value())
                .add("X-Request-Id", exchange.arrival().id());
    }

    private static String node(String address) {
        return address.indexOf(':') >= 0 ? "for=\"[" + address + "]\"" : "for=" + address;
    }

    /** A principal as a field value: what is not visible ASCII is percent-encoded, and the percent sign with it. */
    private static String visible(String principal) {
        StringBuilder text = new StringBuilder(principal.length());
        for (byte octet : principal.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7F && octet != '%') {
                text.append((char) octet);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return text.toString();
    }

    /** The address without the zone that only this host knows. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = address instanceof Inet6Address ? text.indexOf('%') : -1;
        return zone < 0 ? text : text.substring(0, zone);
    }
}
