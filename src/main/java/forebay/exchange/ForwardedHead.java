package forebay.exchange;

import forebay.http.Cookies;
import forebay.http.Fields;
import forebay.http.HopByHop;
import forebay.http.MaxForwards;
import forebay.http.NameSet;
import forebay.http.RequestHead;
import forebay.route.FieldEdits;
import forebay.route.PathRewrite;
import forebay.route.Route;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Builds the request head that goes to the upstream; the cache reads it too, so that what varies is what was sent.
 *
 * <p>What is left out: fields of this hop (RFC 9110 §7.6.1), {@code Expect} (answered here, RFC 9110 §10.1.1), the
 * gateway's credentials, and whatever would tell the upstream about client, user, method or path in other words than
 * the gateway's own. Then the route changes path and fields. What is added: the way that the request came, and its id. Host is there only where the route
 * keeps the client's.
 */
final class ForwardedHead {
    /** What the gateway's keys begin with; they stop here wherever a client puts them. */
    static final String KEY_PREFIX = "fbk_";

    /**
     * Never forwarded, in any spelling: credentials of the gateway, what the gateway sets itself, and fields by which
     * some servers let a client ask for another method or path than the one that access control saw.
     */
    private static final NameSet DROPPED = NameSet.of(
            "x-api-key",
            "proxy-authorization",
            "expect",
            "host",
            "x-request-id",
            "x-forebay-mirror",
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
        Fields.Builder received = Fields.builder();
        Fields endToEnd = HopByHop.strip(cookies(exchange, head.fields()));
        OptionalLong left = MaxForwards.of(head);
        for (int i = 0; i < endToEnd.size(); i++) {
            if (keeps(endToEnd.name(i), endToEnd.value(i), authorization, exchange.caller())) {
                boolean counted = left.isPresent() && endToEnd.name(i).equalsIgnoreCase(MaxForwards.FIELD);
                received.add(
                        endToEnd.name(i),
                        counted ? Long.toString(Math.max(0, left.getAsLong() - 1)) : endToEnd.value(i));
            }
        }
        FieldEdits edits = route.map(Route::requestFields).orElse(FieldEdits.NONE);
        Fields.Builder fields =
                edits.isEmpty() ? received : Fields.builder().addAll(edits.apply(received.build(), exchange::variable));
        route.filter(Route::keepHost).ifPresent(keeping -> fields.add("Host", head.authority()));
        addWay(fields, exchange);
        route.filter(telling -> telling.tellUser() && exchange.caller().authenticated())
                .ifPresent(telling ->
                        fields.add("X-Forwarded-User", visible(exchange.caller().principal())));
        return new RequestHead(head.method(), head.scheme(), head.authority(), target(exchange, route), fields.build());
    }

    /** Path and query as received, or with the path that the route wants; the guard has refused where there is none. */
    private static String target(Exchange exchange, Optional<Route> route) {
        Optional<PathRewrite> rewrite = route.flatMap(Route::rewrite);
        return rewrite.isEmpty()
                ? exchange.request().target()
                : rewrite.get().target(exchange.arrival().target()).orElseThrow();
    }

    /** Without the gateway's own cookies, and in one line, as upstreams by HTTP/1.1 have to have them (RFC 9113 §8.2.3). */
    private static Fields cookies(Exchange exchange, Fields received) {
        Fields kept = exchange.generation()
                .find(WithheldCookies.class)
                .map(own -> Cookies.without(received, own.names()))
                .orElse(received);
        return exchange.arrival().version().startsWith("1.") ? kept : Cookies.joined(kept);
    }

    private static boolean keeps(String name, String value, boolean authorization, Caller caller) {
        return !stopsHere(name)
                && (!ForwardingFields.hyphened(name).equalsIgnoreCase("authorization")
                        || (authorization && !isForGateway(value, caller)));
    }

    /** Whether a field of this name is never forwarded, whatever it says. */
    static boolean stopsHere(String name) {
        return DROPPED.contains(ForwardingFields.hyphened(name)) || ForwardingFields.contains(name);
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
        Optional<String> before = head.fields().first("X-Forwarded-For");
        StringBuilder forwarded = new StringBuilder(80);
        if (before.isPresent()) {
            addNodes(forwarded, before.get());
        }
        addNode(forwarded, peer);
        forwarded
                .append(";host=\"")
                .append(head.authority())
                .append("\";proto=")
                .append(head.scheme());
        fields.add("X-Forwarded-For", before.isPresent() ? before.get() + ", " + peer : peer)
                .add("X-Forwarded-Proto", head.scheme())
                .add("X-Forwarded-Host", head.authority())
                .add("Forwarded", forwarded.toString())
                .add(
                        "Via",
                        exchange.arrival().version() + " "
                                + exchange.generation().part(ViaPseudonym.class).value())
                .add("X-Request-Id", exchange.arrival().id());
    }

    /** The guard writes the trusted part of the chain with a comma and a space between addresses. */
    private static void addNodes(StringBuilder forwarded, String addresses) {
        int start = 0;
        for (int end = addresses.indexOf(", "); end >= 0; end = addresses.indexOf(", ", start)) {
            addNode(forwarded, addresses.substring(start, end));
            forwarded.append(", ");
            start = end + 2;
        }
        addNode(forwarded, addresses.substring(start));
        forwarded.append(", ");
    }

    private static void addNode(StringBuilder forwarded, String address) {
        if (address.indexOf(':') >= 0) {
            forwarded.append("for=\"[").append(address).append("]\"");
        } else {
            forwarded.append("for=").append(address);
        }
    }

    /** A principal as a field value: what is not visible ASCII is percent-encoded, and the percent sign with it. */
    static String visible(String principal) {
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
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = address instanceof Inet6Address ? text.indexOf('%') : -1;
        return zone < 0 ? text : text.substring(0, zone);
    }
}
