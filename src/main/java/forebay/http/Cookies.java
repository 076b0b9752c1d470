package forebay.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The cookies of a request (RFC 6265 §4.2.1), read as servers read them: by name, the first one counts. Pure. */
public final class Cookies {
    private static final String NAME = "Cookie";

    private Cookies() {}

    /** The value of the first cookie of this name, as it stands there; HTTP/2 may part Cookie (RFC 9113 §8.2.3). */
    public static Optional<String> value(Fields request, String name) {
        for (int i = 0; i < request.size(); i++) {
            if (request.name(i).equalsIgnoreCase(NAME)) {
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
        if (!request.contains(NAME)
                || names.stream().noneMatch(name -> value(request, name).isPresent())) {
            return request;
        }
        Fields.Builder fields = Fields.builder();
        for (int i = 0; i < request.size(); i++) {
            boolean cookies = request.name(i).equalsIgnoreCase(NAME);
            String value = cookies ? lineWithout(request.value(i), names) : request.value(i);
            if (!cookies || !value.isEmpty()) {
                fields.add(request.name(i), value);
            }
        }
        return fields.build();
    }

    /** The fields with all cookies in one line, where the first was: what is not HTTP/2 knows no other (RFC 9113 §8.2.3). */
    public static Fields joined(Fields request) {
        List<String> lines = request.all(NAME);
        if (lines.size() < 2) {
            return request;
        }
        Fields.Builder fields = Fields.builder();
        boolean done = false;
        for (int i = 0; i < request.size(); i++) {
            boolean cookies = request.name(i).equalsIgnoreCase(NAME);
            if (!cookies) {
                fields.add(request.name(i), request.value(i));
            } else if (!done) {
                fields.add(request.name(i), String.join("; ", lines));
                done = true;
            }
        }
        return fields.build();
    }

    private static String lineWithout(String line, Set<String> names) {
        StringBuilder kept = new StringBuilder(line.length());
        for (String pair : line.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || !names.contains(FieldList.trimmed(pair, 0, equals))) {
                kept.append(kept.isEmpty() ? pair.substring(afterSpace(pair, 0, pair.length())) : ";" + pair);
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
                return Optional.of(FieldList.trimmed(line, equals + 1, end));
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static boolean isName(String line, int start, int end, String name) {
        int from = afterSpace(line, start, end);
        int to = from + name.length();
        return to <= end && line.startsWith(name, from) && afterSpace(line, to, end) == end;
    }

    private static int afterSpace(String line, int from, int to) {
        int at = from;
        while (at < to && FieldList.isSpace(line.charAt(at))) {
            at++;
        }
        return at;
    }
}
