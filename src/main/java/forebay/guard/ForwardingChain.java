package forebay.guard;

import forebay.http.FieldList;
import forebay.http.Fields;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who sent a request, by the forwarding fields of trusted proxies, read from right to left: each proxy appends the
 * address that it was reached from, so that an entry counts only as far as every proxy to its right is trusted.
 *
 * @param client the client: the first address from the right that is no trusted proxy, or the last one that could be
 *     read
 * @param chain the part of the chain that can be relied on, client first, without the peer; empty where the peer is
 *     the client
 * @param scheme the scheme that the nearest proxy was reached by, as it says
 * @param authority the authority that the nearest proxy was asked for, as it says
 */
record ForwardingChain(
        InetAddress client, List<InetAddress> chain, Optional<String> scheme, Optional<String> authority) {

    /** One proxy's word: the address that it was reached from, scheme and authority, each where it names them. */
    private record Hop(Optional<String> from, Optional<String> proto, Optional<String> host) {}

    /** No chain: the peer is the client. */
    static ForwardingChain none(InetAddress peer) {
        return new ForwardingChain(peer, List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * The chain of a request.
     *
     * @return empty where X-Forwarded-For and Forwarded name different clients: most proxies write one of the two
     *     and pass the other on as the client made it up
     */
    static Optional<ForwardingChain> read(Fields fields, InetAddress peer, TrustedProxies trusted) {
        if (!trusted.trust(peer)) {
            return Optional.of(none(peer));
        }
        List<Hop> forwarded = new ArrayList<>();
        for (String element : FieldList.members(fields, "Forwarded")) {
            forwarded.add(hop(element));
        }
        List<InetAddress> standard = walk(forwarded.stream().map(Hop::from).toList(), trusted);
        boolean usual = fields.contains("X-Forwarded-For");
        List<InetAddress> chain = usual
                ? walk(members(fields, "X-Forwarded-For").map(Optional::of).toList(), trusted)
                : standard;
        if (usual && !forwarded.isEmpty() && !standard.equals(chain)) {
            return Optional.empty();
        }
        Optional<Hop> nearest =
                forwarded.isEmpty() ? Optional.empty() : Optional.of(forwarded.get(forwarded.size() - 1));
        return Optional.of(new ForwardingChain(
                chain.isEmpty() ? peer : chain.get(0),
                chain,
                last(fields, "X-Forwarded-Proto").or(() -> nearest.flatMap(Hop::proto)),
                last(fields, "X-Forwarded-Host").or(() -> nearest.flatMap(Hop::host))));
    }

    /** The addresses from the right up to and with the first that is not trusted, or before one that is none. */
    private static List<InetAddress> walk(List<Optional<String>> nodes, TrustedProxies trusted) {
        Deque<InetAddress> chain = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Optional<InetAddress> address = nodes.get(i).flatMap(ForwardingChain::node);
            if (address.isEmpty()) {
                break;
            }
            chain.addFirst(address.get());
            if (!trusted.trust(address.get())) {
                break;
            }
        }
        return List.copyOf(chain);
    }

    /** The address of a node with or without a port (RFC 7239 §6); empty for unknown and obfuscated ones. */
    private static Optional<InetAddress> node(String node) {
        int port = node.startsWith("[") ? node.indexOf(']') + 1 : node.indexOf(':');
        boolean named = port > 0 && (node.startsWith("[") || node.indexOf(':', port + 1) < 0);
        return IpAddresses.parse(named ? node.substring(0, port) : node);
    }

    private static Hop hop(String element) {
        Optional<String> from = Optional.empty();
        Optional<String> proto = Optional.empty();
        Optional<String> host = Optional.empty();
        for (String pair : FieldList.split(element, ';')) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                Optional<String> value =
                        Optional.of(unquoted(pair.substring(equals + 1).strip()));
                switch (pair.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
                    case "for" -> from = value;
                    case "proto" -> proto = value;
                    case "host" -> host = value;
                    default -> {} // RFC 7239 §5.5: extensions are ignored
                }
            }
        }
        return new Hop(from, proto, host);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
    }

    private static Optional<String> last(Fields fields, String name) {
        return members(fields, name).reduce((before, after) -> after);
    }

    private static Stream<String> members(Fields fields, String name) {
        return fields.all(name).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(member -> !member.isEmpty());
    }
}
