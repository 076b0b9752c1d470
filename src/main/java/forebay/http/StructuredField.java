package forebay.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;

/**
 * Fields whose values are structured (RFC 9651). One that can not be parsed, or is of another type than its definition
 * says, is as good as absent (§4.2).
 */
final class StructuredField {
    /**
     * Longest member that is read, in characters. The parser reserves room for all that is left of its input with each
     * item, so members are read one by one: else its time would grow with the square of the field's length.
     */
    private static final int LONGEST_MEMBER = 8_192;

    private StructuredField() {}

    /** The members of a List of Strings, parameters ignored; empty where the field is absent or can not be used. */
    static List<String> strings(Fields fields, String name) {
        List<ListElement<?>> members = new ArrayList<>();
        boolean list =
                parsed(fields, name, member -> members.addAll(member.parseList().get()));
        return list ? strings(members).orElse(List.of()) : List.of();
    }

    /** The members of a Dictionary; empty where the field is absent or can not be used. */
    static Map<String, ListElement<?>> dictionary(Fields fields, String name) {
        Map<String, ListElement<?>> members = new LinkedHashMap<>();
        return parsed(
                        fields,
                        name,
                        member -> members.putAll(member.parseDictionary().get()))
                ? members
                : Map.of();
    }

    /** Hands each member to {@code reader}; false where one is missing between commas, or can not be parsed. */
    private static boolean parsed(Fields fields, String name, Consumer<Parser> reader) {
        Optional<String> value = fields.combined(name);
        if (value.isEmpty() || value.get().isBlank()) {
            return true;
        }
        try {
            for (String member : FieldList.split(value.get(), ',')) {
                if (member.isEmpty() || member.length() > LONGEST_MEMBER) {
                    return false;
                }
                reader.accept(new Parser(member));
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
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
