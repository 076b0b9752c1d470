package forebay.cache;

import forebay.http.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The request fields that a response's Vary names, with the values of the request that it answered: the secondary
 * part of the cache key (RFC 9111 §4.1). Values that mean the same match (NormalValue). Immutable.
 */
public final class SelectingFields {
    /** Of a response without Vary. */
    public static final SelectingFields NONE = new SelectingFields(new String[0], List.of());

    private final String[] names;
    private final List<Optional<String>> values;
    private final List<Optional<String>> normal;

    private SelectingFields(String[] names, List<Optional<String>> values) {
        this.names = names;
        this.values = values;
        this.normal = IntStream.range(0, names.length)
                .mapToObj(i -> values.get(i).map(value -> NormalValue.of(names[i], value)))
                .toList();
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
                sorted,
                Arrays.stream(sorted)
                        .map(name -> NormalValue.combined(name, request))
                        .toList());
    }

    /**
     * From the {@link #names()} and {@link #values()} of another.
     *
     * @throws IllegalArgumentException where their number differs
     */
    public static SelectingFields restore(List<String> names, List<Optional<String>> values) {
        if (names.size() != values.size()) {
            throw new IllegalArgumentException(names.size() + " names, " + values.size() + " values");
        }
        return names.isEmpty() ? NONE : new SelectingFields(names.toArray(String[]::new), List.copyOf(values));
    }

    /** Whether there are none: the response has no Vary. */
    boolean isEmpty() {
        return names.length == 0;
    }

    /** The names in lower case, sorted. */
    public List<String> names() {
        return List.of(names);
    }

    /** The values in the order of the names, field lines joined; empty where the request had no such field. */
    public List<Optional<String>> values() {
        return values;
    }

    /** Whether {@code request} has a value of the same meaning, or likewise none, for every name (RFC 9111 §4.1). */
    public boolean matches(Fields request) {
        for (int i = 0; i < names.length; i++) {
            if (!matches(i, request)) {
                return false;
            }
        }
        return true;
    }

    /** The same line matches at once; only another one is brought to its normal form. */
    private boolean matches(int i, Fields request) {
        String name = names[i];
        Optional<String> value = values.get(i);
        if (value.isEmpty()) {
            return !request.contains(name);
        }
        return request.isOnly(name, value.get())
                || NormalValue.combined(name, request)
                        .map(other -> NormalValue.of(name, other))
                        .equals(normal.get(i));
    }

    /** Estimated heap bytes. */
    long weight() {
        long weight = 0;
        for (int i = 0; i < names.length; i++) {
            weight += 96
                    + names[i].length()
                    + 2 * values.get(i).map(String::length).orElse(0);
        }
        return weight;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SelectingFields fields
                && Arrays.equals(names, fields.names)
                && normal.equals(fields.normal);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + normal.hashCode();
    }

    @Override
    public String toString() {
        return Arrays.toString(names) + values;
    }
}
