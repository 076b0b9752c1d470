package forebay.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Every way in which servers read a path that leniencies let in: encoded slashes kept and decoded, percent signs
 * decoded once and twice, parameters kept and cut off, slashes kept and merged, final dots kept and dropped.
 *
 * <p>Each step at most doubles or triples the readings (48 at most), and each reading must be one that would have
 * passed by itself: no reading may hold dot segments, however it came about. For one use.
 */
final class TargetReadings {
    private final Set<TargetLeniency> leniencies;
    private List<String> forms = List.of();

    TargetReadings(Set<TargetLeniency> leniencies) {
        this.leniencies = leniencies;
    }

    /** The readings, the plainly decoded path first; empty before {@link #read} and where it found a problem. */
    List<String> forms() {
        return forms;
    }

    /**
     * Finds the readings.
     *
     * @param path the path decoded
     * @param slashesKept the path decoded but for encoded slashes and backslashes
     * @return why the path can not be let in; empty where it can
     */
    Optional<TargetRefusal> read(String path, String slashesKept) {
        Set<String> readings = new LinkedHashSet<>();
        readings.add(path);
        readings.add(slashesKept);
        for (String once : List.copyOf(readings)) {
            StringBuilder twice = new StringBuilder(once.length());
            Optional<TargetRefusal> problem = decode(once, twice);
            if (problem.isPresent()) {
                return problem;
            }
            readings.add(twice.toString());
        }
        widen(readings, reading -> reading.replace('\\', '/'));
        widen(readings, TargetReadings::withoutParameters);
        widen(readings, TargetReadings::merged);
        widen(readings, TargetReadings::withoutFinalDots);
        for (String reading : readings) {
            Optional<TargetRefusal> problem = problem(reading);
            if (problem.isPresent()) {
                return problem;
            }
        }
        forms = List.copyOf(readings);
        return Optional.empty();
    }

    private static void widen(Set<String> readings, UnaryOperator<String> step) {
        for (String reading : new ArrayList<>(readings)) {
            readings.add(step.apply(reading));
        }
    }

    /** Decodes a second time; what then still looks encoded would have a third reading, and is refused. */
    private static Optional<TargetRefusal> decode(String once, StringBuilder twice) {
        for (int i = 0; i < once.length(); ) {
            int codePoint = once.charAt(i) == '%' ? Escapes.codePointAt(once, i, once.length()) : Escapes.MALFORMED;
            if (codePoint == Escapes.NOT_UTF_8) {
                return Optional.of(TargetRefusal.UTF_8);
            }
            if (codePoint == Escapes.MALFORMED) {
                twice.append(once.charAt(i));
                i++;
            } else if (Character.isISOControl(codePoint)) {
                return Optional.of(TargetRefusal.CONTROL_CHARACTER);
            } else {
                twice.appendCodePoint(codePoint);
                i += Escapes.length(codePoint);
            }
        }
        return Escapes.holdsEscape(twice.toString()) ? Optional.of(TargetRefusal.ENCODED_PERCENT) : Optional.empty();
    }

    private Optional<TargetRefusal> problem(String reading) {
        int start = 1;
        while (true) {
            int slash = reading.indexOf('/', start);
            int end = slash < 0 ? reading.length() : slash;
            Optional<TargetRefusal> problem = TargetParser.segmentProblem(reading, start, end, slash < 0)
                    .filter(reason ->
                            reason.leniency().filter(leniencies::contains).isEmpty());
            if (problem.isPresent() || slash < 0) {
                return problem;
            }
            start = slash + 1;
        }
    }

    private static String withoutParameters(String reading) {
        return segments(reading, segment -> {
            int parameters = segment.indexOf(';');
            return parameters < 0 ? segment : segment.substring(0, parameters);
        });
    }

    private static String withoutFinalDots(String reading) {
        return segments(reading, segment -> {
            int end = segment.length();
            while (end > 0 && segment.charAt(end - 1) == '.') {
                end--;
            }
            return segment.substring(0, end);
        });
    }

    private static String segments(String reading, UnaryOperator<String> change) {
        StringBuilder changed = new StringBuilder(reading.length());
        int start = 0;
        while (true) {
            int slash = reading.indexOf('/', start);
            changed.append(change.apply(reading.substring(start, slash < 0 ? reading.length() : slash)));
            if (slash < 0) {
                return changed.toString();
            }
            changed.append('/');
            start = slash + 1;
        }
    }

    private static String merged(String reading) {
        StringBuilder merged = new StringBuilder(reading.length());
        for (int i = 0; i < reading.length(); i++) {
            char c = reading.charAt(i);
            if (c != '/' || i == 0 || reading.charAt(i - 1) != '/') {
                merged.append(c);
            }
        }
        return merged.toString();
    }
}
