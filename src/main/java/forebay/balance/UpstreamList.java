package forebay.balance;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The pool that web.xml can declare: {@code http://a:8080;weight=5, http://b:8080}. Weight is 1 where none is said.
 */
public final class UpstreamList {
    static final int HEAVIEST = 1_000_000;

    private UpstreamList() {}

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException where it can not be read; the message says what is wrong and what would be
     *     right
     */
    public static List<UpstreamSettings> parse(String text) {
        List<UpstreamSettings> upstreams = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            UpstreamSettings upstream = one(part.strip());
            if (upstreams.stream().anyMatch(other -> other.url().equals(upstream.url()))) {
                throw wrong(part.strip(), "names an upstream twice");
            }
            upstreams.add(upstream);
        }
        return List.copyOf(upstreams);
    }

    private static UpstreamSettings one(String part) {
        int semicolon = part.indexOf(';');
        String address = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
        int weight =
                semicolon < 0 ? 1 : weight(part, part.substring(semicolon + 1).strip());
        return new UpstreamSettings(url(part, address), weight);
    }

    private static int weight(String part, String parameter) {
        if (!parameter.startsWith("weight=")) {
            throw wrong(part, "has a parameter that is not weight");
        }
        String digits = parameter.substring("weight=".length());
        boolean number =
                !digits.isEmpty() && digits.length() <= 7 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int weight = number ? Integer.parseInt(digits) : 0;
        if (weight < 1 || weight > HEAVIEST) {
            throw wrong(part, "has a weight that is not a number from 1 to " + HEAVIEST);
        }
        return weight;
    }

    private static URI url(String part, String address) {
        URI url;
        try {
            url = new URI(address);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(wrong(part, "is not a URL").getMessage(), e);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw wrong(part, "does not begin with http:// or https://");
        }
        boolean bare = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            throw wrong(part, "names no host, or a user");
        }
        if (!bare || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw wrong(part, "has a path or a query");
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return URI.create(scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + port);
    }

    private static IllegalArgumentException wrong(String part, String what) {
        return new IllegalArgumentException(
                "\"" + part + "\" " + what + "; right would be http://host:port;weight=N, comma-separated");
    }
}
