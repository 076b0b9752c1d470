package forebay.config;

import forebay.exchange.ForwardingFields;
import forebay.http.HopByHop;
import forebay.http.Tokens;
import java.util.regex.Pattern;

/** Names of fields and parameters that a route may be chosen by. */
final class MatchWords {
    private static final Pattern PARAMETER = Pattern.compile("[^\\p{Cntrl}]{1,128}");

    private MatchWords() {}

    /** The name of a request field that clients send end to end. */
    static Parsed<String> field(String text) {
        if (!Tokens.isToken(text)) {
            return Parsed.bad("is not the name of a field", "the name of a request field, such as X-Beta");
        }
        if (ForwardingFields.contains(text)) {
            return Parsed.bad(
                    "tells of the way here, which counts from trusted proxies only",
                    "a field that clients send, such as X-Beta; host: for the host");
        }
        if (text.equalsIgnoreCase("host")) {
            return Parsed.bad("is the host of the request", "host: of the route");
        }
        return HopByHop.isHopByHop(text)
                ? Parsed.bad("is of one connection", "a field that is for the upstream, such as X-Beta")
                : Parsed.of(text);
    }

    /** The name of a parameter of the query, decoded. */
    static Parsed<String> parameter(String text) {
        return PARAMETER.matcher(text).matches()
                ? Parsed.of(text)
                : Parsed.bad("is not the name of a query parameter", "the name as it reads when decoded");
    }
}
