package forebay.config;

import forebay.balance.UpstreamSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the default pool that web.xml may declare as init-param {@code upstreams}:
 * {@code http://a:8080;weight=5, http://b:8080}. A weight that is left out is 1.
 */
public final class DefaultPool {
    private static final String PATH = "init-param upstreams";
    private static final String RIGHT = "URLs with their weights, such as http://a:8080;weight=5, http://b:8080";
    private static final String WEIGHT = ";weight=";

    private DefaultPool() {}

    /** The upstreams in the order of the text, at least one; or every error in it. */
    public static List<UpstreamSettings> parse(String text) throws ConfigException {
        Findings findings = new Findings("web.xml");
        if (text.indexOf('@') >= 0) {
            findings.add(0, PATH, "has a URL with a user part, which would be logged", RIGHT);
            throw findings.exception();
        }
        List<UpstreamSettings> upstreams = new ArrayList<>();
        Set<URI> urls = new HashSet<>();
        for (String part : text.split(",", -1)) {
            upstream(part.trim(), findings).ifPresent(upstream -> {
                if (!urls.add(upstream.url())) {
                    findings.add(0, PATH, "names " + upstream.url() + " twice", "once, with a larger weight");
                }
                upstreams.add(upstream);
            });
        }
        findings.throwIfAny();
        return List.copyOf(upstreams);
    }

    private static Optional<UpstreamSettings> upstream(String text, Findings findings) {
        if (text.isEmpty()) {
            findings.add(0, PATH, "has an empty place where an upstream is expected", RIGHT);
            return Optional.empty();
        }
        int end = text.indexOf(';');
        Parsed<URI> url = Addresses.upstream(end < 0 ? text : text.substring(0, end));
        if (url.value().isEmpty()) {
            findings.add(
                    0,
                    PATH,
                    "\"" + Value.shown(text) + "\" " + url.wrong(),
                    url.instead().orElse(url.right()));
        }
        String weight = end < 0 ? WEIGHT + "1" : text.substring(end);
        if (!weight.matches(WEIGHT + "[0-9]{1,7}")) {
            findings.add(0, PATH, "\"" + Value.shown(text) + "\" has something else than a weight", RIGHT);
            return Optional.empty();
        }
        int number = Integer.parseInt(weight.substring(WEIGHT.length()));
        if (number < 1 || number > PoolReader.MAX_WEIGHT) {
            findings.add(
                    0,
                    PATH,
                    "\"" + Value.shown(text) + "\" has a weight out of range",
                    "from 1 to " + PoolReader.MAX_WEIGHT);
        }
        return url.value().map(some -> new UpstreamSettings(some, number));
    }
}
