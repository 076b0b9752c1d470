package forebay.route;

import forebay.http.Fields;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is changed in the fields of a message, in this order.
 *
 * @param removed names of fields of which every line goes
 * @param set lines that take the place of all others of their name
 * @param added lines that come beside others
 */
public record FieldEdits(List<String> removed, List<Line> set, List<Line> added) {
    /** Nothing is changed. */
    public static final FieldEdits NONE = new FieldEdits(List.of(), List.of(), List.of());

    private static final Set<Variable> PER_CLIENT =
            EnumSet.of(Variable.CLIENT, Variable.REQUEST_ID, Variable.PRINCIPAL);

    /**
     * A field line.
     *
     * @param name of the field
     * @param value with variables
     */
    public record Line(String name, Template value) {}

    /** Whether nothing is changed. */
    public boolean isEmpty() {
        return removed.isEmpty() && set.isEmpty() && added.isEmpty();
    }

    /** The fields with these changes. */
    public Fields apply(Fields fields, Function<Variable, String> values) {
        if (isEmpty()) {
            return fields;
        }
        Fields kept = fields.filter(name -> !replaces(name));
        for (Line line : set) {
            kept = kept.plus(line.name(), line.value().render(values));
        }
        for (Line line : added) {
            kept = kept.plus(line.name(), line.value().render(values));
        }
        return kept;
    }

    /** The names, in lower case, of lines whose value differs between clients or requests of one URI. */
    public Set<String> perClient() {
        return Stream.concat(set.stream(), added.stream())
                .filter(line -> PER_CLIENT.stream().anyMatch(line.value()::has))
                .map(line -> line.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether lines of this name are taken out, to be set anew or not at all. */
    public boolean replaces(String name) {
        return removed.stream().anyMatch(name::equalsIgnoreCase)
                || set.stream().anyMatch(line -> line.name().equalsIgnoreCase(name));
    }
}
