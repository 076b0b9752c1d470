package forebay.http;

import java.util.Optional;
import java.util.Set;

/** The cookies of a request (RFC 6265 §4.2.1), read as servers read them: by name, the first one counts. Pure. */
public final class Cookies {
    private Cookies() {}

    /** The value of the first cookie of this name, as it stands there; HTTP/2 may part Cookie (RFC 9113 §8.2.3). */
    public static Optional<String> value(Fields request, String name) {
        for (int i = 0; i < request.size(); i++) {
            if (request.name(i).equalsIgnoreCase("Cookie")) {
                Optional<String> value = valueIn(request.value(i), name);
                if (value.isPresent()) {
                    return value;
                }
            }
        }
        return Optional.empty();
    }

    /** The fields without the cookies of these names, byte for byte else; without a Cookie line that held no others. */
    public static Fields without(Fields request, Set<String> names) {
        if (names.stream().noneMatch(name -> value(request, name).isPresent())) {
            return request;
        }
        Fields.Builder fields = Fields.builder();
        for (int i = 0; i < request.size(); i++) {
            boolean cookies = request.name(i).equalsIgnoreCase("Cookie");
            String value = cookies ? lineWithout(request.value(i), names) : request.value(i);
            if (!cookies || !value.isEmpty()) {
                fields.add(request.name(i), value);
            }
        }
        return fields.build();
    }

    private static String lineWithout(String line, Set<String> names) {
        StringBuilder kept = new StringBuilder(line.length());
        for (String pair : line.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || !names.contains(pair.substring(0, equals).strip())) {
                kept.append(kept.isEmpty() ? pair.stripLeading() : ";" + pair);
            }
        }
        return kept.toString();
    }

    private static Optional<String> valueIn(String line, String name) {
        int start = 0;
        while (start < line.length()) {
            int semicolon = line.indexOf(';', start);
            int end = semicolon < 0 ? line.length() : semicolon;
            int equals = start;
            while (equals < end && line.charAt(equals) != '=') {
                equals++;
            }
            if (equals < end && isName(line, start, equals, name)) {
                return Optional.of(line.substring(equals + 1, end).strip());
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static boolean isName(String line, int start, int end, String name) {
        int from = start;
        int to = end;
        while (from < to && isSpace(line.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(line.charAt(to - 1))) {
            to--;
        }
        return to - from == name.length() && line.startsWith(name, from);
    }

    private static boolean isSpace(char character) {
        return character == ' ' || character == '\t';
    }
}
