package forebay.guard;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Host and port of a request, in one spelling: lower case, without a final dot (RFC 3986 §3.2.2, §6.2.2.1).
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port the port; empty where none is named
 */
record Authority(String host, OptionalInt port) {
    private static final int LONGEST_HOST = 255;

    /** Reads {@code host[:port]}; empty where it is malformed, holds user information or anything but ASCII. */
    static Optional<Authority> parse(String text) {
        int colon = text.startsWith("[") ? text.indexOf(':', Math.max(text.indexOf(']'), 0)) : text.indexOf(':');
        String host = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        boolean valid = host.startsWith("[") ? isBracketed(host) : isName(host);
        if (!valid) {
            return Optional.empty();
        }
        if (colon < 0 || colon == text.length() - 1) {
            return Optional.of(new Authority(host, OptionalInt.empty()));
        }
        int port = port(text.substring(colon + 1));
        return port < 0 ? Optional.empty() : Optional.of(new Authority(host, OptionalInt.of(port)));
    }

    /** The text of it; the scheme's default port is left out (RFC 9110 §4.2.3). */
    String text(String scheme) {
        return port.isEmpty() || port.getAsInt() == standardPort(scheme) ? host : host + ":" + port.getAsInt();
    }

    /** Whether this is what a container made of it: the same host, spelled as here, and the port that is meant. */
    boolean isAt(String serverName, int serverPort, String scheme) {
        int meant = port.isPresent() ? port.getAsInt() : standardPort(scheme);
        return meant == serverPort && host.equals(serverName);
    }

    private static int standardPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static boolean isBracketed(String host) {
        return host.endsWith("]") && IpAddresses.parse(host).isPresent();
    }

    private static boolean isName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean emptyLabel = c == '.' && (i == 0 || host.charAt(i - 1) == '.');
            if (emptyLabel || (!isLetterOrDigit(c) && "-._".indexOf(c) < 0)) {
                return false;
            }
        }
        return !host.isEmpty() && !host.endsWith(".") && host.length() <= LONGEST_HOST;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    /** The port, or -1 where it is none. */
    private static int port(String digits) {
        if (digits.length() > 5) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = 10 * port + (c - '0');
        }
        return port >= 1 && port <= 65_535 ? port : -1;
    }
}
