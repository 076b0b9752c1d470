package forebay.http;

import forebay.http.CanonicalTarget.Accepted;
import forebay.http.CanonicalTarget.Refused;
import forebay.http.CanonicalTarget.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one request target; for one use. {@link CanonicalTarget#parse} is the way in. */
final class TargetParser {
    /** Characters that stand in a path for themselves and in which no two servers differ; slash and dot among them. */
    private static final boolean[] PLAIN = table("/-._~!$&'()*+,=:@");
    /** Characters that RFC 3986 wants encoded in a path but that browsers send plain; they hide nothing. */
    private static final String TOLERATED = "[]|^";

    private final String raw;
    private final Set<TargetLeniency> leniencies;
    /** The path decoded. */
    private final StringBuilder decoded = new StringBuilder();
    /** The path decoded, but for slashes and backslashes that came encoded. */
    private final StringBuilder slashesKept = new StringBuilder();
    /** The path in normal form. */
    private final StringBuilder normal = new StringBuilder();
    /** Where the segment that is being read begins in {@link #decoded}. */
    private int segment;

    private @Nullable TargetRefusal refusal;
    /** Whether something passed that servers read differently. */
    private boolean ambiguous;

    TargetParser(String raw, Set<TargetLeniency> leniencies) {
        this.raw = raw;
        this.leniencies = leniencies;
    }

    Verdict parse() {
        if (raw.startsWith("/")) {
            return origin(raw);
        }
        if (raw.equals("*")) {
            return new Refused(TargetRefusal.ASTERISK_FORM, "/");
        }
        int authority = raw.regionMatches(true, 0, "http://", 0, 7)
                ? 7
                : raw.regionMatches(true, 0, "https://", 0, 8) ? 8 : raw.length();
        int path = authority;
        while (path < raw.length() && "/?#".indexOf(raw.charAt(path)) < 0) {
            if (raw.charAt(path) == '@') {
                return new Refused(TargetRefusal.USERINFO, "/");
            }
            path++;
        }
        if (path == authority) {
            return new Refused(TargetRefusal.FORM, "/");
        }
        String rest = raw.substring(path);
        return origin(rest.startsWith("/") ? rest : "/" + rest); // an empty path is / (RFC 9110 §4.2.3)
    }

    private Verdict origin(String received) {
        int mark = received.indexOf('?');
        int end = mark < 0 ? received.length() : mark;
        Optional<String> query = mark < 0 ? Optional.empty() : Optional.of(received.substring(mark + 1));
        if (plain(received, end)) {
            refusal = query.map(TargetParser::queryProblem).orElse(null);
            String path = received.substring(0, end);
            return refusal == null
                    ? new Accepted(new CanonicalTarget(received, path, path, query, List.of(path)))
                    : new Refused(refusal, path.substring(0, path.lastIndexOf('/') + 1));
        }
        append('/');
        segment = 1;
        for (int i = 1; i < end && refusal == null; ) {
            i = received.charAt(i) == '%' ? escape(received, i, end) : literal(received.charAt(i), i);
        }
        endSegment(true);
        if (refusal == null) {
            refusal = query.map(TargetParser::queryProblem).orElse(null);
        }
        return refusal == null ? readings(received, query) : refused(refusal);
    }

    private Verdict readings(String received, Optional<String> query) {
        String path = decoded.toString();
        if (!ambiguous) {
            return new Accepted(new CanonicalTarget(received, path, normal.toString(), query, List.of(path)));
        }
        TargetReadings readings = new TargetReadings(leniencies);
        Optional<TargetRefusal> problem = readings.read(path, slashesKept.toString());
        return problem.isPresent()
                ? new Refused(problem.get(), "/")
                : new Accepted(new CanonicalTarget(received, path, normal.toString(), query, readings.forms()));
    }

    private Refused refused(TargetRefusal reason) {
        return new Refused(reason, decoded.substring(0, segment));
    }

    /** Takes an unencoded character; the index of the next one. */
    private int literal(char c, int index) {
        if (c == '/') {
            endSegment(false);
            if (refusal == null) {
                append('/');
                segment = decoded.length();
            }
        } else if (c == ';') {
            allow(TargetRefusal.SEMICOLON);
            append(c);
        } else if (isPlain(c)) {
            append(c);
        } else if (TOLERATED.indexOf(c) >= 0) {
            decoded.append(c);
            slashesKept.append(c);
            Escapes.append(normal, c);
        } else {
            refuse(characterProblem(c));
        }
        refuseNestedEscape();
        return index + 1;
    }

    /** Takes the escapes of one character; the index of what follows. */
    private int escape(String text, int index, int end) {
        int codePoint = Escapes.codePointAt(text, index, end);
        if (codePoint < 0) {
            refuse(codePoint == Escapes.NOT_UTF_8 ? TargetRefusal.UTF_8 : TargetRefusal.ESCAPE);
            return end;
        }
        int next = index + Escapes.length(codePoint);
        boolean slash = codePoint == '/' || codePoint == '\\';
        if (Character.isISOControl(codePoint)) {
            refuse(TargetRefusal.CONTROL_CHARACTER);
        } else if (slash) {
            allow(TargetRefusal.ENCODED_SLASH);
        } else if (codePoint == ';') {
            allow(TargetRefusal.SEMICOLON);
        }
        decoded.appendCodePoint(codePoint);
        if (slash) {
            Escapes.append(slashesKept, codePoint);
        } else {
            slashesKept.appendCodePoint(codePoint);
        }
        if (codePoint < 0x80 && isUnreserved((char) codePoint)) {
            normal.append((char) codePoint);
        } else {
            for (int i = index; i < next; i++) {
                normal.append(Character.toUpperCase(text.charAt(i)));
            }
        }
        refuseNestedEscape();
        return next;
    }

    /** Looks at the decoded text, so that an escape in which the digits are encoded too is seen. */
    private void refuseNestedEscape() {
        if (Escapes.endsInEscape(decoded)) {
            allow(TargetRefusal.ENCODED_PERCENT);
        }
    }

    private void endSegment(boolean last) {
        if (refusal == null) {
            Optional<TargetRefusal> problem = segmentProblem(decoded, segment, decoded.length(), last);
            problem.ifPresent(this::allow);
        }
    }

    /** Why servers would differ over a segment; never looks at leniencies. */
    static Optional<TargetRefusal> segmentProblem(CharSequence path, int start, int end, boolean last) {
        if (start == end) {
            return last ? Optional.empty() : Optional.of(TargetRefusal.EMPTY_SEGMENT);
        }
        int nameEnd = end;
        while (nameEnd > start && dropped(path.charAt(nameEnd - 1))) {
            nameEnd--;
        }
        if (nameEnd == end) {
            return Optional.empty();
        }
        if (nameEnd == start && path.charAt(start) == '.') {
            return Optional.of(TargetRefusal.DOT_SEGMENT);
        }
        return Optional.of(path.charAt(end - 1) == '.' ? TargetRefusal.FINAL_DOT : TargetRefusal.FINAL_SPACE);
    }

    /** Whether some file systems drop it at the end of a name. */
    private static boolean dropped(char c) {
        return c == '.' || Character.isSpaceChar(c);
    }

    private void allow(TargetRefusal reason) {
        if (reason.leniency().filter(leniencies::contains).isPresent()) {
            ambiguous = true;
        } else {
            refuse(reason);
        }
    }

    private void refuse(TargetRefusal reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    private void append(char c) {
        decoded.append(c);
        slashesKept.append(c);
        normal.append(c);
    }

    /** Whether nothing in the path is encoded, ambiguous or refused, so that it is its own normal form. */
    private static boolean plain(String text, int end) {
        char before = '/';
        for (int i = 1; i < end; i++) {
            char c = text.charAt(i);
            if (!isPlain(c) || (c == '/' && (before == '/' || before == '.'))) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }

    private static @Nullable TargetRefusal queryProblem(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '#') {
                return characterProblem(c);
            }
        }
        return null;
    }

    private static TargetRefusal characterProblem(char c) {
        if (Character.isISOControl(c)) {
            return TargetRefusal.CONTROL_CHARACTER;
        }
        return switch (c) {
            case '#' -> TargetRefusal.FRAGMENT;
            case '\\' -> TargetRefusal.BACKSLASH;
            default -> c > 0x7F ? TargetRefusal.NON_ASCII : TargetRefusal.CHARACTER;
        };
    }

    private static boolean isPlain(char c) {
        return c < 0x80 && PLAIN[c];
    }

    private static boolean isUnreserved(char c) {
        return isAlphanumeric(c) || "-._~".indexOf(c) >= 0;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean[] table(String signs) {
        boolean[] table = new boolean[0x80];
        for (char c = 0; c < table.length; c++) {
            table[c] = isAlphanumeric(c) || signs.indexOf(c) >= 0;
        }
        return table;
    }
}
