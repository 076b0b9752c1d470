package forebay.http;

import java.util.Locale;
import java.util.Set;

/**
 * Which fields a stored response can do without, where private="…" or no-cache="…" names them (RFC 9111 §5.2.2.4,
 * §5.2.2.7). Without its coding, its selecting fields or its freshness a response would be another one: where such a
 * field is named, the directive is read as if it named none.
 */
final class WithheldFields {
    private static final Set<String> INDISPENSABLE = Set.of(
            "age",
            "cache-control",
            "cache-groups",
            "date",
            "etag",
            "expires",
            "last-modified",
            "location",
            "no-vary-search",
            "repr-digest",
            "vary");

    private WithheldFields() {}

    /** Whether {@code name} is a field name, and of a field that can go. */
    static boolean canGo(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Tokens.isToken(name)
                && !INDISPENSABLE.contains(lower)
                && !lower.startsWith("content-")
                && !lower.endsWith("-cache-control");
    }
}
