package forebay.cache;

import forebay.cache.CachePolicy.KeyRules;
import forebay.http.Escapes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The query as a route's key rules see it: parameters left out, or in the order of their names. Names are compared in
 * the normal form of RFC 3986 §6.2.2; what stays is byte for byte as received, so that nothing is merged but what the
 * operator named. Applied twice it changes nothing more. Pure.
 *
 * <p>Some servers part parameters at semicolons too: a piece that has one is never left out, and a query that has one is
 * not sorted.
 */
final class QueryRules {
    private QueryRules() {}

    /** The query that counts; empty where rules left nothing of it. */
    static Optional<String> apply(KeyRules rules, Optional<String> query) {
        boolean drops =
                rules.keepParameters().isPresent() || !rules.dropParameters().isEmpty();
        if (query.isEmpty() || (!drops && !rules.sortParameters())) {
            return query;
        }
        List<String> all = List.of(query.get().split("&", -1));
        List<String> kept = drops ? kept(rules, all) : new ArrayList<>(all);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        if (rules.sortParameters() && query.get().indexOf(';') < 0) {
            // a stable sort: what servers may take for one name keeps its order
            kept.sort(Comparator.comparing(QueryRules::group));
        }
        return Optional.of(String.join("&", kept));
    }

    private static List<String> kept(KeyRules rules, List<String> all) {
        List<String> kept = new ArrayList<>();
        for (String piece : all) {
            if (piece.indexOf(';') >= 0 || counts(rules, Escapes.normalized(name(piece)))) {
                kept.add(piece);
            }
        }
        return kept;
    }

    private static boolean counts(KeyRules rules, String name) {
        return rules.keepParameters().isPresent()
                ? matches(rules.keepParameters().get(), name)
                : !matches(rules.dropParameters(), name);
    }

    private static boolean matches(List<String> patterns, String name) {
        for (String pattern : patterns) {
            boolean prefix = pattern.endsWith("*");
            String normal = Escapes.normalized(prefix ? pattern.substring(0, pattern.length() - 1) : pattern);
            if (prefix ? name.startsWith(normal) : name.equals(normal)) {
                return true;
            }
        }
        return false;
    }

    private static String name(String piece) {
        int equals = piece.indexOf('=');
        return equals < 0 ? piece : piece.substring(0, equals);
    }

    /**
     * What is alike for all spellings of a name that a server may take for one: decoded, without regard to case, and
     * without the index of an array ({@code a[1]}).
     */
    private static String group(String piece) {
        String decoded = Escapes.formDecoded(name(piece)).toLowerCase(Locale.ROOT);
        int bracket = decoded.indexOf('[');
        return bracket < 0 ? decoded : decoded.substring(0, bracket);
    }
}
