package forebay.config;

import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.ClientDirectives;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.CachePolicy.KeyRules;
import forebay.cache.CachePolicy.Lifetimes;
import forebay.cache.CachePolicy.SetCookie;
import forebay.cache.CachePolicy.Stale;
import forebay.cache.CachePolicy.TagFields;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tells a person what a route's cache does otherwise than the specifications say. */
public final class CachePolicyReport {
    private final CachePolicy policy;
    private final List<String> lines = new ArrayList<>();

    private CachePolicyReport(CachePolicy policy) {
        this.policy = policy;
    }

    /** {@code off}; or {@code on, as RFC 9111 says}; or {@code on} and a line for each setting that differs. */
    public static List<String> lines(CachePolicy policy) {
        if (!policy.enabled()) {
            return List.of("off");
        }
        CachePolicyReport report = new CachePolicyReport(policy);
        report.sharing();
        report.lifetimes();
        report.stale();
        report.key();
        if (report.lines.isEmpty()) {
            return List.of("on, as RFC 9111 says");
        }
        report.lines.add(0, "on, with");
        return report.lines;
    }

    private void sharing() {
        if (policy.shareAuthenticated()) {
            lines.add("WHAT ONE AUTHENTICATED CALLER GOT MAY ANSWER OTHERS (share-authenticated)");
        }
        if (policy.setCookie() == SetCookie.STORE) {
            lines.add("STORED COOKIES GO TO EVERYBODY (set-cookie: store)");
        } else if (policy.setCookie() == SetCookie.STRIP) {
            lines.add("responses with Set-Cookie stored without it (set-cookie: strip)");
        }
        if (policy.clientDirectives() == ClientDirectives.LIMIT) {
            lines.add("clients not able to force a forward (client-directives: limit)");
        }
        if (!policy.targets().equals(CachePolicy.RFC.targets())) {
            lines.add("targeted fields " + words(policy.targets()));
        }
        if (policy.tagFields() == TagFields.PASS) {
            lines.add("Cache-Tag and Surrogate-Key shown to clients (tag-fields: pass)");
        }
        if (!policy.compression().isEmpty()) {
            lines.add("compression of what is stored: "
                    + policy.compression().stream().map(ContentCoding::word).collect(Collectors.joining(", ")));
        }
    }

    private void lifetimes() {
        Lifetimes times = policy.lifetimes();
        times.ttl().ifPresent(ttl -> lines.add("a lifetime of " + Quantities.text(ttl) + " where none is stated"));
        if (times.heuristicPercent() == 0) {
            lines.add("no heuristic lifetime");
        } else if (times.heuristicPercent() != Lifetimes.RFC.heuristicPercent()
                || !times.heuristicMax().equals(Lifetimes.RFC.heuristicMax())) {
            lines.add("a heuristic lifetime of " + times.heuristicPercent() + " %, up to "
                    + Quantities.text(times.heuristicMax()));
        }
        times.errorMax().ifPresent(max -> lines.add("errors kept up to " + Quantities.text(max)));
    }

    private void stale() {
        Stale stale = policy.stale();
        if (!stale.unreachable().equals(Stale.RFC.unreachable())) {
            lines.add("stale up to " + Quantities.text(stale.unreachable()) + " where no upstream can be reached");
        }
        if (!stale.grace().isZero()) {
            lines.add("stale up to " + Quantities.text(stale.grace()) + " in place of a 500, 502, 503 or 504");
        }
        if (!stale.revalidate().isZero()) {
            lines.add("stale up to " + Quantities.text(stale.revalidate()) + " while it is validated behind");
        }
        if (stale.withSharedMaxAge()) {
            lines.add("STALE IN SPITE OF s-maxage, A DEVIATION FROM RFC 9111 §5.2.2.10 (with-s-maxage)");
        }
    }

    private void key() {
        KeyRules key = policy.key();
        key.keepParameters().ifPresent(names -> lines.add("of the query only " + words(names) + " in the key"));
        if (!key.dropParameters().isEmpty()) {
            lines.add("of the query not " + words(key.dropParameters()) + " in the key");
        }
        if (key.sortParameters()) {
            lines.add("query parameters sorted in the key");
        }
        if (!key.fields().isEmpty()) {
            lines.add("request fields in the key: " + words(key.fields()));
        }
        if (!key.cookies().isEmpty()) {
            lines.add("cookies in the key: " + words(key.cookies()));
        }
    }

    private static String words(List<String> words) {
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
