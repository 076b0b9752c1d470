package forebay.config;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts, address blocks and the URLs of upstreams, as an operator may write them. Nothing is looked up by name. */
final class Addresses {
    private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443);
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern OCTETS =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?[0-9]+");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PREFIX_LENGTH = Pattern.compile("[0-9]{1,3}");
    private static final String HOST_RIGHT = "a host name such as shop.example, without scheme, port or path";
    private static final String BLOCK_RIGHT = "a CIDR block such as 10.0.0.0/8 or fd00::/8";
    private static final String URL_RIGHT = "http or https, host and port, such as http://127.0.0.1:9001";

    private Addresses() {}

    /** A host in lower case: a name in ASCII, an IPv4 address, or an IPv6 address in brackets. */
    static Parsed<String> host(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (!isAscii(host)) {
            return Parsed.bad("is not in ASCII", "the ASCII form of the name (xn--…)", asciiHint(host));
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            boolean ipv6 = bytes(host.substring(1, host.length() - 1))
                    .filter(b -> b.length == 16)
                    .isPresent();
            return ipv6 ? Parsed.of(host) : Parsed.bad("is not an IPv6 address", "such as [2001:db8::1]");
        }
        if (host.indexOf('*') >= 0) {
            return Parsed.bad("has a wildcard, which hosts cannot have", "one host each; none stands for any");
        }
        if (host.indexOf('/') >= 0 || host.indexOf('@') >= 0) {
            return Parsed.bad("is not a host", HOST_RIGHT);
        }
        if (host.indexOf(':') >= 0) {
            return bytes(host).isPresent()
                    ? Parsed.bad("is an IPv6 address without brackets", HOST_RIGHT, "write [" + host + "]")
                    : Parsed.bad("has a port", HOST_RIGHT, "write " + host.substring(0, host.indexOf(':')));
        }
        return name(host);
    }

    private static Parsed<String> name(String host) {
        if (host.endsWith(".")) {
            return Parsed.bad("ends in a dot", HOST_RIGHT);
        }
        if (host.length() > 253 || !NAME.matcher(host).matches()) {
            return Parsed.bad("is not a host", HOST_RIGHT);
        }
        return ENDS_IN_NUMBER.matcher(host).matches() && bytes(host).isEmpty()
                ? Parsed.bad("is not an IPv4 address", "four numbers up to 255, such as 192.0.2.1")
                : Parsed.of(host);
    }

    /** A name that DNS is asked for; parts may begin with an underscore. Without final dot. */
    static Parsed<String> dnsName(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return name.length() > 253
                        || !NAME.matcher(name).matches()
                        || bytes(name).isPresent()
                ? Parsed.bad("is not a name of DNS", "a name such as app.internal or _http._tcp.app.internal")
                : Parsed.of(name);
    }

    /** An address in numbers; empty where it is none. */
    static Optional<InetAddress> numeric(String text) {
        return bytes(text).map(octets -> {
            try {
                return InetAddress.getByAddress(octets);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of 4 or 16 octets", e);
            }
        });
    }

    /** An address to listen on: a host; IPv6 with or without brackets. */
    static Parsed<String> listenAddress(String text) {
        return bytes(text).isPresent() ? Parsed.of(text) : host(text);
    }

    /** A block of addresses as {@code address/length}; an address alone is a block of one. */
    static Parsed<String> block(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        Optional<byte[]> parsed = bytes(address);
        if (parsed.isEmpty()) {
            return Parsed.bad("is not a block of addresses", BLOCK_RIGHT);
        }
        byte[] bytes = parsed.get();
        int bits = bytes.length * 8;
        String lengthText = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
        if (!PREFIX_LENGTH.matcher(lengthText).matches() || Integer.parseInt(lengthText) > bits) {
            return Parsed.bad("has no length from 0 to " + bits + " after its slash", BLOCK_RIGHT);
        }
        int length = Integer.parseInt(lengthText);
        return clearFrom(bytes, length)
                ? Parsed.bad(
                        "has address bits set after its length", BLOCK_RIGHT, "write " + text(bytes) + "/" + length)
                : Parsed.of(address + "/" + length);
    }

    /** Clears the bits from {@code length} on; whether any was set. */
    private static boolean clearFrom(byte[] bytes, int length) {
        boolean set = false;
        for (int bit = length; bit < bytes.length * 8; bit++) {
            int mask = 0x80 >> (bit % 8);
            set |= (bytes[bit / 8] & mask) != 0;
            bytes[bit / 8] &= (byte) ~mask;
        }
        return set;
    }

    /** The URL of an upstream with its port spelled out, and nothing after it. */
    static Parsed<URI> upstream(String text) {
        if (!isAscii(text)) {
            return Parsed.bad("is not in ASCII", "the ASCII form of the host (xn--…)");
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return notUrl(text);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String authority = url.getRawAuthority();
        if (!DEFAULT_PORTS.containsKey(scheme) || authority == null) {
            return notUrl(text);
        }
        if (authority.indexOf('@') >= 0) {
            return Parsed.bad("has a user part, which would be logged", URL_RIGHT);
        }
        boolean pathless = url.getRawPath().isEmpty() || url.getRawPath().equals("/");
        if (!pathless || url.getRawQuery() != null || url.getRawFragment() != null) {
            return Parsed.bad("has something after the port; requests keep their own path", URL_RIGHT);
        }
        return upstream(scheme, authority);
    }

    private static Parsed<URI> upstream(String scheme, String authority) {
        int colon = authority.lastIndexOf(':') > authority.lastIndexOf(']') ? authority.lastIndexOf(':') : -1;
        Parsed<String> host = host(colon < 0 ? authority : authority.substring(0, colon));
        if (host.value().isEmpty()) {
            return Parsed.bad("has no usable host: it " + host.wrong(), URL_RIGHT);
        }
        if (authority.indexOf('_') >= 0) {
            return Parsed.bad("has an underscore in its host, which URLs cannot have", URL_RIGHT);
        }
        String digits = colon < 0 ? "" : authority.substring(colon + 1);
        int port = digits.isEmpty()
                ? DEFAULT_PORTS.getOrDefault(scheme, 0)
                : digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        return port < 1 || port > 65_535
                ? Parsed.bad("has no port from 1 to 65535", URL_RIGHT)
                : Parsed.of(URI.create(scheme + "://" + host.value().get() + ":" + port));
    }

    private static Parsed<URI> notUrl(String text) {
        return text.matches("[A-Za-z0-9.-]+(:[0-9]+)?")
                ? Parsed.bad("has no scheme", URL_RIGHT, "write http://" + text)
                : Parsed.bad("is not the URL of an upstream", URL_RIGHT);
    }

    /** The bytes of an address literal; names are never looked up. */
    @SuppressWarnings("AddressSelection") // a literal has one address
    private static Optional<byte[]> bytes(String literal) {
        boolean ipv4 = OCTETS.matcher(literal).matches();
        if (!ipv4 && !IPV6_CHARACTERS.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            return ipv4 == (bytes.length == 4) ? Optional.of(bytes) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress().replaceFirst("(?::0){2,}$", "::");
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
        }
    }

    private static String asciiHint(String host) {
        try {
            return "write " + IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            return "the ASCII form of the name (xn--…)";
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
