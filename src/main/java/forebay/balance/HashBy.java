package forebay.balance;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What requests are told apart by where an algorithm hashes.
 *
 * @param source where the value stands
 * @param name of the field, cookie or query parameter; empty for the others
 */
public record HashBy(Source source, String name) {
    /** By the client's address. */
    public static final HashBy CLIENT = new HashBy(Source.CLIENT, "");

    /** Where a value stands. */
    public enum Source {
        /** The client's address; of IPv6 the first 64 bits, which is what one customer has. */
        CLIENT,
        /** A request field. */
        HEADER,
        /** A cookie. */
        COOKIE,
        /** The path. */
        PATH,
        /** A parameter of the query. */
        QUERY
    }

    private static final int IPV6_NETWORK_BYTES = 8;

    /** The hash of the value; empty where the request has none. The same on every node. */
    Optional<Long> hash(BalanceKey key) {
        return switch (source) {
            case CLIENT -> Optional.of(address(key.client().getAddress()));
            case HEADER -> key.field(name).map(HashBy::text);
            case COOKIE -> key.cookie(name).map(HashBy::text);
            case PATH -> Optional.of(text(key.path()));
            case QUERY -> key.parameter(name).map(HashBy::text);
        };
    }

    private static long address(byte[] address) {
        return Hashing.of(address, Math.min(address.length, IPV6_NETWORK_BYTES));
    }

    private static long text(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        return Hashing.of(octets, octets.length);
    }
}
