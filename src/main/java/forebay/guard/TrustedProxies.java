package forebay.guard;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.InetAddressSet;

/** The proxies whose forwarding fields count, by address. Immutable, thread-safe. */
public final class TrustedProxies {
    private final InetAddressSet blocks = new InetAddressSet();

    private TrustedProxies() {}

    /**
     * Proxies in these CIDR blocks.
     *
     * @throws IllegalArgumentException where one is not an address or a block; the configuration is checked before
     */
    public static TrustedProxies of(List<String> blocks) {
        TrustedProxies proxies = new TrustedProxies();
        for (String block : blocks) {
            problem(block).ifPresent(problem -> {
                throw new IllegalArgumentException(block + ": " + problem);
            });
            proxies.blocks.add(block);
        }
        return proxies;
    }

    /** What is wrong with an entry of the configuration; empty where it is an address or a CIDR block. */
    public static Optional<String> problem(String block) {
        int slash = block.indexOf('/');
        Optional<InetAddress> address = IpAddresses.parse(slash < 0 ? block : block.substring(0, slash));
        if (address.isEmpty() || block.startsWith("[")) {
            return Optional.of("not an address or CIDR block such as 10.0.0.0/8 or 2001:db8::/32");
        }
        try {
            return new InetAddressSet().add(block) ? Optional.empty() : Optional.of("empty");
        } catch (IllegalArgumentException malformed) {
            return Optional.of("the prefix length does not fit the address, or bits beyond it are set");
        }
    }

    /** Whether forwarding fields that come from this address count. */
    public boolean trust(InetAddress address) {
        return !blocks.isEmpty() && blocks.test(address);
    }
}
