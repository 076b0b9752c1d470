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
        boolean literal = bare.indexOf(':') >= 0 ? isSixLike(bare) : !bracketed && isFour(bare);
        if (!literal) {
            return Optional.empty();
        }
        try {
            // Both spellings are literals, which the JDK reads without a look-up; brackets make it refuse names.
            return Optional.of(InetAddress.getByName(bare.indexOf(':') >= 0 ? "[" + bare + "]" : bare));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean isSixLike(String text) {
        return text.length() <= 45
                && text.chars().allMatch(c -> (Character.digit(c, 16) >= 0 && c < 0x80) || c == ':' || c == '.');
    }

    private static boolean isFour(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || (part.length() > 1 && part.startsWith("0")) || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
