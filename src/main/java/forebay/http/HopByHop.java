package forebay.http;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Fields that end at the next hop (RFC 9110 §7.6.1): the known ones and those that Connection nominates.
 *
 * <p>A nomination of a field that is meant for every recipient (Host, Content-Length, Authorization, Cache-Control and
 * the like) is void: §7.6.1 forbids to send it, and obeying it would let a client strip what access control,
 * framing or caching of the next hop rest on. Such a field is kept, and the message goes on as if it was not nominated.
 */
public final class HopByHop {
    private static final NameSet KNOWN = NameSet.of(
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Authentication-Info",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "HTTP2-Settings");

    private static final NameSet NEVER_NOMINATED = NameSet.of(
            "Host",
            "Authorization",
            "WWW-Authenticate",
            "Cookie",
            "Set-Cookie",
            "Cache-Control",
            "Pragma",
            "Expires",
            "Age",
            "Date",
            "Vary",
            "ETag",
            "Last-Modified",
            "Location",
            "Range",
            "Accept-Ranges",
            "Expect",
            "Forwarded",
            "Via",
            "Max-Forwards",
            "Cache-Status",
            "Proxy-Status",
            "Retry-After",
            "Allow",
            "Origin",
            "Strict-Transport-Security");

    /** Beginnings of names that are never nominated either. */
    private static final Set<String> NEVER_NOMINATED_PREFIXES =
            Set.of("content-", "if-", "x-forwarded-", "x-request-id", "x-api-key", "access-control-", "sec-");

    private HopByHop() {}

    /** These fields less those that end here. */
    public static Fields strip(Fields fields) {
        Set<String> nominated = nominated(fields);
        return nominated.isEmpty()
                ? fields.filter(name -> !KNOWN.contains(name))
                : fields.filter(name -> !KNOWN.contains(name) && !nominated.contains(name));
    }

    /** What Connection takes out beyond the known ones; mostly it says keep-alive, which is one of those. */
    private static Set<String> nominated(Fields fields) {
        Set<String> nominated = Set.of();
        for (String option : FieldList.members(fields, "Connection")) {
            if (!KNOWN.contains(option) && !isEndToEnd(option)) {
                nominated = nominated.isEmpty() ? new TreeSet<>(String.CASE_INSENSITIVE_ORDER) : nominated;
                nominated.add(option);
            }
        }
        return nominated;
    }

    /** Whether a field of this name always ends at the next hop. */
    public static boolean isHopByHop(String name) {
        return KNOWN.contains(name);
    }

    private static boolean isEndToEnd(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NEVER_NOMINATED.contains(name)
                || NEVER_NOMINATED_PREFIXES.stream().anyMatch(lower::startsWith);
    }
}
