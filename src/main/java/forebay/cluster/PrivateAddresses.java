package forebay.cluster;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Tells addresses that only this machine or its own network can reach from those that everybody can. */
final class PrivateAddresses {
    private PrivateAddresses() {}

    /** Whether {@code address} is a loopback, link-local or private one (RFC 1918, RFC 4193). */
    static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || (address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc);
    }

    /**
     * Whether a pattern of Hazelcast's {@code interfaces} ({@code 10.3.*.*}, {@code 10.3.10.4-18}) covers loopback and
     * private addresses only. A name, and what can not be read, does not.
     */
    static boolean coversOnly(String pattern) {
        if (pattern.indexOf(':') >= 0) {
            return isPrivateLiteral(pattern.replace("*", "ffff"));
        }
        String[] octets = pattern.split("\\.", -1);
        if (octets.length != 4) {
            return false;
        }
        // The private blocks are told by the first two octets: these must be fixed, or all readings private.
        int[] first = range(octets[0]);
        int[] second = range(octets[1]);
        for (int a = first[0]; a <= first[1]; a++) {
            for (int b = second[0]; b <= second[1]; b++) {
                if (!isPrivateLiteral(a + "." + b + ".1.1")) {
                    return false;
                }
            }
        }
        return first[0] <= first[1] && second[0] <= second[1];
    }

    /** Whether a pattern of Hazelcast's {@code interfaces} covers nothing but this machine's own loopback. */
    static boolean isLoopback(String pattern) {
        return pattern.startsWith("127.") || pattern.equals("::1") || pattern.equals("0:0:0:0:0:0:0:1");
    }

    /** Whether it is an address, and one that everybody can reach; a name is none. */
    static boolean isPublicLiteral(String host) {
        boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        return literal && !isPrivateLiteral(host);
    }

    private static int[] range(String octet) {
        try {
            if (octet.equals("*")) {
                return new int[] {0, 255};
            }
            int dash = octet.indexOf('-');
            return dash < 0
                    ? new int[] {Integer.parseInt(octet), Integer.parseInt(octet)}
                    : new int[] {Integer.parseInt(octet.substring(0, dash)), Integer.parseInt(octet.substring(dash + 1))
                    };
        } catch (NumberFormatException e) {
            return new int[] {1, 0};
        }
    }

    private static boolean isPrivateLiteral(String literal) {
        if (!literal.matches("[0-9a-fA-F:.]+")) {
            return false;
        }
        try {
            return isPrivate(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
