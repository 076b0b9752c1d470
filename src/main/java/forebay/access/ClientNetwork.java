package forebay.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who counts as one client: an address, and of IPv6 a /64, as one client has all of its addresses (RFC 4291 §2.5.4).
 *
 * @param text the bytes in hexadecimal digits
 */
record ClientNetwork(String text) {
    static ClientNetwork of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new ClientNetwork(
                HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes));
    }
}
