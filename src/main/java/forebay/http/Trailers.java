package forebay.http;

import java.util.List;

/**
 * Which trailer fields may be passed on (RFC 9110 §6.5.1): none that a recipient needs before the content, or that would
 * mean something else to one that merges them into the head than they did to those who judged the head.
 */
public final class Trailers {
    /** Of framing and routing, request modifiers, authentication, response control and how content is to be read. */
    private static final NameSet OF_HEAD = NameSet.of(
            "Content-Length",
            "Host",
            "Max-Forwards",
            "Via",
            "Forwarded",
            "Expect",
            "Range",
            "Cache-Control",
            "Pragma",
            "Authorization",
            "WWW-Authenticate",
            "Cookie",
            "Set-Cookie",
            "Age",
            "Expires",
            "Date",
            "Location",
            "Retry-After",
            "Vary",
            "Warning",
            "Content-Encoding",
            "Content-Type",
            "Content-Range",
            "Content-Location");

    private static final String CONDITIONAL = "if-";

    private Trailers() {}

    /** These fields less those that only a head may carry. */
    public static Fields passedOn(Fields trailers) {
        return trailers.filter(Trailers::mayPass);
    }

    /** Whether a field of this name may be passed on in a trailer section. */
    public static boolean mayPass(String name) {
        // With underscores as hyphens, as CGI and its heirs read names.
        String hyphened = name.replace('_', '-');
        return !OF_HEAD.contains(hyphened)
                && !HopByHop.isHopByHop(hyphened)
                && !hyphened.regionMatches(true, 0, CONDITIONAL, 0, CONDITIONAL.length());
    }

    /** The names that a head announces for its trailer section (RFC 9110 §6.6.2) and that may be passed on. */
    public static List<String> announced(Fields head) {
        return FieldList.members(head, "Trailer").stream()
                .filter(name -> Tokens.isToken(name) && mayPass(name))
                .toList();
    }
}
