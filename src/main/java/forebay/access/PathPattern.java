package forebay.access;

import java.util.ArrayList;
import java.util.List;

/**
 * An Ant-style pattern as Shiro users know it: {@code ?} is one character, {@code *} any within a segment, {@code **}
 * any number of segments, and {@code /admin/**} takes {@code /admin} too. A slash at the end makes no difference.
 *
 * <p>Matches without case, unlike Shiro: an upstream that ignores case must not be reached past a rule by writing
 * {@code /ADMIN}. Immutable.
 */
final class PathPattern {
    private enum Shape {
        /** No wildcard. */
        LITERAL,
        /** A literal path, then {@code **}. */
        SUBTREE,
        /** Anything else. */
        WILD
    }

    private final String text;
    private final List<String> segments;
    private final Shape shape;
    /** The literal beginning without a slash at its end; all there is for a LITERAL. */
    private final String literal;

    private PathPattern(String text) {
        this.text = text;
        this.segments = segments(text);
        int firstWild = firstWild(segments);
        boolean subtree =
                firstWild == segments.size() - 1 && segments.get(firstWild).equals("**");
        this.shape = firstWild == segments.size() ? Shape.LITERAL : subtree ? Shape.SUBTREE : Shape.WILD;
        StringBuilder start = new StringBuilder();
        segments.subList(0, firstWild).forEach(segment -> start.append('/').append(segment));
        this.literal = start.toString();
    }

    /** Compiles a pattern, which begins with a slash. */
    static PathPattern of(String text) {
        return new PathPattern(text);
    }

    /** Whether it takes a path, decoded and beginning with a slash. */
    boolean matches(String path) {
        if (shape == Shape.WILD || path.contains("//")) {
            return matchesSegments(segments(path));
        }
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        int length = literal.length();
        return end >= length
                && path.regionMatches(true, 0, literal, 0, length)
                && (end == length || (shape == Shape.SUBTREE && path.charAt(length) == '/'));
    }

    /** Whether it takes every path. */
    boolean takesAll() {
        return shape == Shape.SUBTREE && literal.isEmpty();
    }

    /** Whether it takes only paths below this one, or the path itself. */
    boolean isBelow(String path) {
        return literal.regionMatches(true, 0, path, 0, path.length())
                && (literal.length() == path.length() || literal.charAt(path.length()) == '/');
    }

    /** Whether it takes this path and no other. */
    boolean isExactly(String path) {
        return shape == Shape.LITERAL && literal.equalsIgnoreCase(path);
    }

    /** Greedy with one way back: a {@code **} takes one segment more whenever what follows it does not fit. */
    private boolean matchesSegments(List<String> path) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < path.size()) {
            if (at < segments.size() && segments.get(at).equals("**")) {
                star = at++;
                resume = in;
            } else if (at < segments.size() && matchesSegment(segments.get(at), path.get(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < segments.size() && segments.get(at).equals("**")) {
            at++;
        }
        return at == segments.size();
    }

    private static boolean matchesSegment(String pattern, String segment) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < segment.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < pattern.length()
                    && (pattern.charAt(at) == '?' || pattern.regionMatches(true, at, segment, in, 1))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                if (i > start) {
                    segments.add(path.substring(start, i));
                }
                start = i + 1;
            }
        }
        return segments;
    }

    private static int firstWild(List<String> segments) {
        int i = 0;
        while (i < segments.size()
                && segments.get(i).indexOf('*') < 0
                && segments.get(i).indexOf('?') < 0) {
            i++;
        }
        return i;
    }

    @Override
    public String toString() {
        return text;
    }
}
