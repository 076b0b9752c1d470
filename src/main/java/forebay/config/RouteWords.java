package forebay.config;

import com.google.re2j.Pattern;
import forebay.route.LiteralStart;
import java.util.Locale;
import java.util.Set;

/** Names, path prefixes and methods, as an operator may write them in a route. */
final class RouteWords {
    private static final java.util.regex.Pattern NAME =
            java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final java.util.regex.Pattern TOKEN =
            java.util.regex.Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,32}");
    private static final java.util.regex.Pattern UNREADABLE = java.util.regex.Pattern.compile("[\\p{Cntrl}?#;\\\\]");
    private static final Set<String> NEVER = Set.of("TRACE", "CONNECT");
    private static final Set<String> USUAL =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final String PATH_RIGHT = "whole segments such as /shop or /shop/cart";

    private RouteWords() {}

    /** The name of a pool or route. */
    static Parsed<String> name(String text) {
        return NAME.matcher(text).matches()
                ? Parsed.of(text)
                : Parsed.bad("is not a name", "up to 64 letters, digits, dots, underscores and hyphens");
    }

    /** A prefix of whole segments of the canonical path, decoded; it can not be one that no such path has. */
    static Parsed<String> pathPrefix(String text) {
        if (!text.startsWith("/")) {
            return Parsed.bad("does not begin with a slash", PATH_RIGHT, "write /" + text);
        }
        if (text.indexOf('*') >= 0) {
            return Parsed.bad(
                    "is a pattern", PATH_RIGHT + "; a route takes all below its path; pattern: takes a pattern");
        }
        if (text.indexOf('%') >= 0) {
            return Parsed.bad("is percent-encoded", "the path as it reads when decoded, such as /café");
        }
        if (UNREADABLE.matcher(text).find()) {
            return Parsed.bad("has a character that no path of a route can have", PATH_RIGHT);
        }
        if (text.length() > 1 && text.endsWith("/") && !text.endsWith("//")) {
            String without = text.substring(0, text.length() - 1);
            return Parsed.bad("ends in a slash", PATH_RIGHT, "write " + without + ", which takes it and all below it");
        }
        return segments(text);
    }

    /** A canonical path, decoded; a final slash makes a difference. */
    static Parsed<String> exactPath(String text) {
        boolean slash = text.length() > 1 && text.endsWith("/") && !text.endsWith("//");
        Parsed<String> parsed = pathPrefix(slash ? text.substring(0, text.length() - 1) : text);
        return parsed.map(path -> text);
    }

    /** A pattern of RE2 that paths can match. */
    static Parsed<String> pathPattern(String text) {
        Parsed<Pattern> compiled = MatchReader.compile(text);
        String start = LiteralStart.of(text);
        if (compiled.value().isPresent() && !start.isEmpty() && !start.startsWith("/")) {
            return Parsed.bad(
                    "matches no path: each begins with a slash, and the whole path is compared",
                    "a pattern such as /shop/[0-9]+ or .*\\.php");
        }
        return compiled.map(pattern -> text);
    }

    private static Parsed<String> segments(String text) {
        for (String segment : text.substring(1).split("/", -1)) {
            if (segment.isEmpty() && text.length() > 1) {
                return Parsed.bad("has an empty segment", PATH_RIGHT);
            }
            if (segment.endsWith(".") || segment.endsWith(" ")) {
                return Parsed.bad("has a segment that ends in a dot or a space", PATH_RIGHT);
            }
        }
        return text.equals("/_forebay") || text.startsWith("/_forebay/")
                ? Parsed.bad("is the gateway's own; it is never routed", PATH_RIGHT)
                : Parsed.of(text);
    }

    /** A method, RFC 9110 §9.1; TRACE and CONNECT are never relayed. */
    static Parsed<String> method(String text) {
        if (!TOKEN.matcher(text).matches()) {
            return Parsed.bad("is not a method", "a token such as GET or PROPFIND");
        }
        String upper = text.toUpperCase(Locale.ROOT);
        if (NEVER.contains(upper)) {
            return Parsed.bad("is never relayed", "leave it out");
        }
        return USUAL.contains(upper) && !upper.equals(text)
                ? Parsed.bad("is not what clients send: methods are case-sensitive", "upper case", "write " + upper)
                : Parsed.of(text);
    }
}
