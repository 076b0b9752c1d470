package forebay.http;

import java.util.function.Predicate;

/** Parameters of a query as HTML forms write them: pairs between ampersands, a plus for a space, escapes in UTF-8. */
public final class FormParameters {
    private FormParameters() {}

    /**
     * Whether a parameter of this name has a value that satisfies {@code test}; one without an equals sign has the
     * empty value.
     *
     * @param query the raw query without its question mark
     * @param name decoded
     * @param test is given decoded values
     */
    public static boolean any(String query, String name, Predicate<String> test) {
        for (int start = 0; start <= query.length(); ) {
            int mark = query.indexOf('&', start);
            int end = mark < 0 ? query.length() : mark;
            int nameEnd = start;
            while (nameEnd < end && query.charAt(nameEnd) != '=') {
                nameEnd++;
            }
            if (is(query, start, nameEnd, name)
                    && test.test(Escapes.formDecoded(query.substring(Math.min(nameEnd + 1, end), end)))) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean is(String query, int start, int end, String name) {
        for (int i = start; i < end; i++) {
            char c = query.charAt(i);
            if (c == '%' || c == '+') {
                return Escapes.formDecoded(query.substring(start, end)).equals(name);
            }
        }
        return end - start == name.length() && query.startsWith(name, start);
    }
}
