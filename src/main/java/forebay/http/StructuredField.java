package forebay.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;

/**
 * Fields whose values are structured (RFC 9651). One that can not be parsed, or is of another type than its definition
 * says, is as good as absent (§4.2).
 */
final class StructuredField {
    private StructuredField() {}

    /** The members of a List of Strings, parameters ignored; empty where the field is absent or can not be used. */
    static List<String> strings(Fields fields, String name) {
        List<String> lines = fields.all(name);
        if (lines.isEmpty()) {
            return List.of();
        }
        try {
            return strings(new Parser(lines).parseList().get()).orElse(List.of());
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** The members of a Dictionary; empty where the field is absent or can not be used. */
    static Map<String, ListElement<?>> dictionary(Fields fields, String name) {
        List<String> lines = fields.all(name);
        if (lines.isEmpty()) {
            return Map.of();
        }
        try {
            Dictionary dictionary = new Parser(lines).parseDictionary();
            return dictionary.get();
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    /** The texts of members that are all Strings; empty where one is not. */
    static Optional<List<String>> strings(List<? extends ListElement<?>> members) {
        List<String> strings = new ArrayList<>(members.size());
        for (ListElement<?> member : members) {
            if (!(member instanceof StringItem string)) {
                return Optional.empty();
            }
            strings.add(string.get());
        }
        return Optional.of(List.copyOf(strings));
    }
}
