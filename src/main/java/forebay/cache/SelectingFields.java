package forebay.cache;

import forebay.http.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The request fields that a response's Vary names, with the values of the request that it answered: the secondary
 * part of the cache key (RFC 9111 §4.1). Immutable.
 */
public final class SelectingFields {
    /** Of a response without Vary. */
    public static final SelectingFields NONE = new SelectingFields(new String[0], List.of());

    private final String[] names;
    private final List<Optional<String>> values;

    private SelectingFields(String[] names, List<Optional<String>> values) {
        this.names = names;
        this.values = values;
    }

    /**
     * What {@code request} has for {@code names}.
     *
     * @param names field names in any case and order; duplicates count once
     * @param request the fields of the request as forwarded
     */
    public static SelectingFields of(List<String> names, Fields request) {
        if (names.isEmpty()) {
            return NONE;
        }
        String[] sorted = names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .sorted()
                .distinct()
                .toArray(String[]::new);
        return new SelectingFields(
                sorted, Arrays.stream(sorted).map(request::combined).toList());
    }

    /**
     * From alternating names and values as {@link #names()} and {@link #values()} gave them.
     *
     * @throws IllegalArgumentException where their number differs
     */
    public static SelectingFields restore(List<String> names, List<Optional<String>> values) {
        if (names.size() != values.size()) {
            throw new IllegalArgumentException(names.size() + " names, " + values.size() + " values");
        }
        return names.isEmpty() ? NONE : new SelectingFields(names.toArray(String[]::new), List.copyOf(values));
    }

    /** The names in lower case, sorted. */
    public List<String> names() {
        return List.of(names);
    }

    /** The values in the order of the names, field lines joined; empty where the request had no such field. */
    public List<Optional<String>> values() {
        return values;
    }

    /** Whether {@code request} has the same value, or likewise none, for every name (RFC 9111 §4.1). */
    public boolean matches(Fields request) {
        for (int i = 0; i < names.length; i++) {
            if (!values.get(i).equals(request.combined(names[i]))) {
                return false;
            }
        }
        return true;
    }

    /** Estimated heap bytes. */
    long weight() {
        long weight = 0;
        for (int i = 0; i < names.length; i++) {
            weight += 48 + names[i].length() + values.get(i).map(String::length).orElse(0);
        }
        return weight;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SelectingFields fields
                && Arrays.equals(names, fields.names)
                && values.equals(fields.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + values.hashCode();
    }

    @Override
    public String toString() {
        return Arrays.toString(names) + values;
    }
}
