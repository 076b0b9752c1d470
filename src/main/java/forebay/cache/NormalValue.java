package forebay.cache;

import forebay.http.FieldList;
import forebay.http.Fields;
import forebay.http.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Values of selecting fields in a form in which values of one meaning are one text (RFC 9111 §4.1): lines combined,
 * white space around list members and empty members left out; where the field's own rules say so, case folded, weights
 * in one spelling and members in one order. A value that breaks its field's grammar is never reordered. Pure; time
 * grows with the length times its logarithm.
 */
final class NormalValue {
    /** Fields with one value, in which a comma parts nothing. */
    private static final Set<String> SINGLE = Set.of(
            "user-agent",
            "cookie",
            "referer",
            "origin",
            "from",
            "host",
            "date",
            "range",
            "if-range",
            "if-modified-since",
            "if-unmodified-since");

    private static final int FULL_WEIGHT = 1_000;

    private NormalValue() {}

    /** The lines of {@code name} (in lower case) as one value; empty where there is none. */
    static Optional<String> combined(String name, Fields request) {
        // RFC 9113 §8.2.3: HTTP/2 may split Cookie into lines, which are joined by a semicolon
        return name.equals("cookie")
                ? Optional.of(request.all(name))
                        .filter(values -> !values.isEmpty())
                        .map(values -> String.join("; ", values))
                : request.combined(name);
    }

    /** The normal form of a value of {@code name} (in lower case), as {@link #combined} gave it. */
    static String of(String name, String value) {
        return switch (name) {
            // RFC 9110 §12.5.2 to §12.5.4: a set of names, each with a weight; their order means nothing
            case "accept-encoding", "accept-charset", "accept-language" ->
                weighted(value, false).orElseGet(() -> list(value));
            case "accept" -> weighted(value, true).orElseGet(() -> list(value));
            default -> SINGLE.contains(name) ? value : list(value);
        };
    }

    private static String list(String value) {
        return String.join(",", FieldList.members(value));
    }

    /** Members sorted, names in lower case, weights shortest; empty where the value breaks the grammar. */
    private static Optional<String> weighted(String value, boolean media) {
        TreeMap<String, Integer> weights = new TreeMap<>(Comparator.naturalOrder());
        for (String member : FieldList.members(value)) {
            Optional<Weighted> read = Weighted.parse(member, media);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            Integer other = weights.putIfAbsent(read.get().name(), read.get().thousandths());
            if (other != null && other != read.get().thousandths()) {
                // two weights for one name: which of them counts depends on who reads it
                return Optional.empty();
            }
        }
        StringBuilder text = new StringBuilder(value.length());
        weights.forEach((name, weight) -> {
            text.append(text.isEmpty() ? "" : ",").append(name);
            if (weight == 0) {
                text.append(";q=0");
            } else if (weight != FULL_WEIGHT) {
                // a thousand and three digits: 1005 for 0.005
                String digits = Integer.toString(FULL_WEIGHT + weight).substring(1);
                text.append(";q=0.").append(digits.replaceFirst("0+$", ""));
            }
        });
        return Optional.of(text.toString());
    }

    /** A weight in thousandths (RFC 9110 §12.4.2); empty where the text is none. */
    static Optional<Integer> thousandths(String text) {
        boolean shape = !text.isEmpty()
                && text.length() <= 5
                && (text.charAt(0) == '0' || text.charAt(0) == '1')
                && (text.length() == 1 || text.charAt(1) == '.');
        int thousandths = shape ? (text.charAt(0) - '0') * FULL_WEIGHT : 0;
        int unit = 100;
        for (int i = 2; shape && i < text.length(); i++) {
            char c = text.charAt(i);
            shape = c >= '0' && c <= '9';
            thousandths += unit * (c - '0');
            unit /= 10;
        }
        return shape && thousandths <= FULL_WEIGHT ? Optional.of(thousandths) : Optional.empty();
    }

    /** A member with its weight (RFC 9110 §12.4.2). */
    private record Weighted(String name, int thousandths) {
        static Optional<Weighted> parse(String member, boolean media) {
            List<String> parts = FieldList.split(member, ';');
            String name = parts.get(0).toLowerCase(Locale.ROOT);
            if (!(media ? isMediaRange(name) : Tokens.isToken(name))) {
                return Optional.empty();
            }
            StringBuilder full = new StringBuilder(synonym(name));
            for (int i = 1; i < parts.size(); i++) {
                String part = parts.get(i);
                int equals = part.indexOf('=');
                String parameter = part.substring(0, Math.max(0, equals)).toLowerCase(Locale.ROOT);
                if (parameter.equals("q")) {
                    // what follows the weight is an extension that nothing defines any more
                    return i == parts.size() - 1
                            ? NormalValue.thousandths(part.substring(equals + 1))
                                    .map(weight -> new Weighted(full.toString(), weight))
                            : Optional.empty();
                }
                if (!media || !Tokens.isToken(parameter)) {
                    return Optional.empty();
                }
                full.append(';').append(parameter).append(part, equals, part.length());
            }
            return Optional.of(new Weighted(full.toString(), FULL_WEIGHT));
        }

        private static boolean isMediaRange(String name) {
            int slash = name.indexOf('/');
            return slash > 0 && Tokens.isToken(name.substring(0, slash)) && Tokens.isToken(name.substring(slash + 1));
        }

        /** RFC 9110 §8.4.1.1, §8.4.1.3: the same codings by older names. */
        private static String synonym(String name) {
            return switch (name) {
                case "x-gzip" -> "gzip";
                case "x-compress" -> "compress";
                default -> name;
            };
        }
    }
}
