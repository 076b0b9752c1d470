package forebay.config;

import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.StoringRules;
import forebay.http.Tokens;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of fields, parameters, cookies and codings, as an operator may write them in the cache rules of a route. */
final class CacheWords {
    private static final Pattern PARAMETER = Pattern.compile("[!-~&&[^&=#*\"<>`\\\\,]]{1,128}\\*?");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final String FIELD_RIGHT = "the name of a request field, such as X-Tenant";

    /** What is in every key already, or is of this hop, or asks the cache itself for something. */
    private static final Set<String> NOT_OF_THE_RESPONSE = Set.of(
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "content-length",
            "cache-control",
            "pragma",
            "range",
            "if-range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "x-original-url",
            "x-original-uri",
            "x-rewrite-url",
            "x-http-method-override",
            "x-http-method",
            "x-method-override");

    private CacheWords() {}

    /** The name of a targeted field (RFC 9213 §2.2), in lower case. */
    static Parsed<String> targetedField(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        return Tokens.isToken(text) && name.endsWith("cache-control") && !name.equals("cache-control")
                ? Parsed.of(name)
                : Parsed.bad(
                        "is not a targeted field",
                        "a field for this kind of cache, such as CDN-Cache-Control; Cache-Control counts in any case");
    }

    /**
     * The name of a request field that may be a part of the key, in lower case.
     *
     * @param perClient names of fields that the route makes for each client or request
     */
    static Parsed<String> keyField(String text, Set<String> perClient) {
        if (!Tokens.isToken(text)) {
            return Parsed.bad("is not the name of a field", FIELD_RIGHT);
        }
        String name = text.toLowerCase(Locale.ROOT);
        if (name.equals("cookie")) {
            return Parsed.bad("would make a key for each client", "name single cookies in key: cookies");
        }
        if (perClient.contains(name)) {
            return Parsed.bad(
                    "would make a key for each client or request: request-fields of this route put {client},"
                            + " {request-id} or {principal} into it",
                    "a field whose value many clients share, such as X-Tenant");
        }
        if (NOT_OF_THE_RESPONSE.contains(name)) {
            return Parsed.bad("is in the key already, or no part of what the upstream answers by", FIELD_RIGHT);
        }
        return StoringRules.refusedSelectingField(name).isPresent()
                ? Parsed.bad(
                        "is a credential, or a field that this gateway makes for each client",
                        FIELD_RIGHT + "; what one caller got is kept from others without a key")
                : Parsed.of(name);
    }

    /** The name of a cookie that may be a part of the key (RFC 6265 §4.1.1). */
    static Parsed<String> cookie(String text) {
        return Tokens.isToken(text)
                ? Parsed.of(text)
                : Parsed.bad("is not the name of a cookie", "a name such as currency");
    }

    /** The name of a query parameter as it stands in a URI; a final star takes all that begin so. */
    static Parsed<String> parameter(String text) {
        return PARAMETER.matcher(text).matches() && !BROKEN_ESCAPE.matcher(text).find()
                ? Parsed.of(text)
                : Parsed.bad(
                        "is not the name of a query parameter",
                        "the name as it stands in a URI (percent-encoded), or the beginning of names and a star, such"
                                + " as utm_*");
    }

    /** A content coding that stored content can be compressed with. */
    static Parsed<ContentCoding> coding(String text) {
        for (ContentCoding coding : ContentCoding.values()) {
            if (coding.word().equals(text)) {
                return Parsed.of(coding);
            }
        }
        return Parsed.bad("is no coding that this gateway can make", "zstd or gzip; br from an upstream is passed on");
    }
}
