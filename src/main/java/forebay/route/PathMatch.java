package forebay.route;

import com.google.re2j.Pattern;

/**
 * The canonical paths, decoded, that a route takes.
 *
 * @param kind how {@code text} is meant
 * @param text begins with a slash, but for a pattern
 */
public record PathMatch(Kind kind, String text) {
    /** Every path. */
    public static final PathMatch ALL = prefix("/");

    /** How a path is told; of two with the same literal segments the first of these is asked first. */
    public enum Kind {
        /** This path and no other; a final slash makes a difference. */
        EXACT,
        /** A pattern of RE2 that the whole path matches. */
        PATTERN,
        /** The path and all below it, by whole segments. */
        PREFIX
    }

    /** The path itself. */
    public static PathMatch exact(String path) {
        return new PathMatch(Kind.EXACT, path);
    }

    /** The path and all below it. */
    public static PathMatch prefix(String path) {
        return new PathMatch(Kind.PREFIX, path);
    }

    /** What the whole path matches, in the syntax of RE2. */
    public static PathMatch pattern(String pattern) {
        return new PathMatch(Kind.PATTERN, pattern);
    }

    /** The pattern, compiled. */
    Pattern compiled() {
        return Pattern.compile(text);
    }

    /** The path up to which nothing but literal segments is asked for: what the route hangs on in the tree. */
    public String literal() {
        return kind == Kind.PATTERN ? LiteralStart.path(text) : text;
    }

    /** For people: an exact path after an equals sign, a pattern after a tilde, a prefix as it is. */
    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> "=" + text;
            case PATTERN -> "~" + text;
            case PREFIX -> text;
        };
    }
}
