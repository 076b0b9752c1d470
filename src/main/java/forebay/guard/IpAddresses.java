package forebay.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Addresses written as numbers. Never asks a name server. */
final class IpAddresses {
    private IpAddresses() {}

    /**
     * An IPv4 address in four decimal parts, or an IPv6 address with or without brackets; an IPv4-mapped one becomes
     * IPv4. Empty for names, for other spellings of IPv4 (octal, fewer parts) and for addresses with a zone.
     */
    static Optional<InetAddress> parse(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String bare = bracketed ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf(':') < 0) {
            return bracketed ? Optional.empty() : four(bare);
        }
        if (!isSixLike(bare)) {
            return Optional.empty();
        }
        try {
            // A literal, which the JDK reads without a look-up; brackets make it refuse names.
            return Optional.of(InetAddress.getByName("[" + bare + "]"));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean isSixLike(String text) {
        return text.length() <= 45
                && text.chars().allMatch(c -> (Character.digit(c, 16) >= 0 && c < 0x80) || c == ':' || c == '.');
    }

    /** Read here and not by the JDK, which takes other spellings too: it is done for every request. */
    private static Optional<InetAddress> four(String text) {
        byte[] address = new byte[4];
        int start = 0;
        for (int part = 0; part < 4; part++) {
            int end = part == 3 ? text.length() : text.indexOf('.', start);
            int octet = end < 0 ? -1 : octet(text, start, end);
            if (octet < 0) {
                return Optional.empty();
            }
            address[part] = (byte) octet;
            start = end + 1;
        }
        try {
            return Optional.of(InetAddress.getByAddress(address));
        } catch (UnknownHostException neverOfFourBytes) {
            throw new IllegalStateException(neverOfFourBytes);
        }
    }

    /** One to three digits, the first of several not 0; -1 where it is not, or is more than 255. */
    private static int octet(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
            return -1;
        }
        int octet = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            octet = octet * 10 + (c - '0');
        }
        return octet > 255 ? -1 : octet;
    }
}
