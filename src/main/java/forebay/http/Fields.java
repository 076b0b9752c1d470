package forebay.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Field lines of a message in the order in which they came, immutable (RFC 9110 §5).
 *
 * <p>Names keep the case they were received in and compare without it; values are raw, never split, joined or
 * requoted. A lookup is a scan: messages carry a dozen lines, and a scan over a dozen lines allocates nothing.
 */
public final class Fields implements Iterable<Fields.Line> {
    /** No field lines. */
    public static final Fields EMPTY = new Fields(new String[0]);

    /** One field line: a name and the raw value without surrounding white space. */
    public record Line(String name, String value) {}

    /** Names at even places, values at odd ones. */
    private final String[] lines;

    private Fields(String[] lines) {
        this.lines = lines;
    }

    /** Field lines from alternating names and values. */
    public static Fields of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a value is missing for " + namesAndValues[namesAndValues.length - 1]);
        }
        return namesAndValues.length == 0 ? EMPTY : new Fields(namesAndValues.clone());
    }

    /** Collects field lines in order. */
    public static Builder builder() {
        return new Builder();
    }

    /** Number of field lines. */
    public int size() {
        return lines.length / 2;
    }

    /** Name of the line at {@code index}, in the case it was received in. */
    public String name(int index) {
        return lines[2 * index];
    }

    /** Raw value of the line at {@code index}. */
    public String value(int index) {
        return lines[2 * index + 1];
    }

    /** Whether at least one line has this name. */
    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /** Value of the first line with this name. */
    public Optional<String> first(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? Optional.empty() : Optional.of(value(index));
    }

    /** Values of all lines with this name, in order; empty where there is none. */
    public List<String> all(String name) {
        int index = indexOf(name, 0);
        if (index < 0) {
            return List.of();
        }
        int next = indexOf(name, index + 1);
        if (next < 0) {
            return List.of(value(index));
        }
        List<String> values = new ArrayList<>();
        for (int i = index; i >= 0; i = indexOf(name, i + 1)) {
            values.add(value(i));
        }
        return List.copyOf(values);
    }

    /** The lines of one name as a single value, joined by comma and space (RFC 9110 §5.3). */
    public Optional<String> combined(String name) {
        List<String> values = all(name);
        return switch (values.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(values.get(0));
            default -> Optional.of(String.join(", ", values));
        };
    }

    /** Whether there is exactly one line with this name, and it has this value. */
    public boolean isOnly(String name, String value) {
        int index = indexOf(name, 0);
        return index >= 0 && value(index).equals(value) && indexOf(name, index + 1) < 0;
    }

    /** These lines with every line of {@code name} replaced by one at the end. */
    public Fields with(String name, String value) {
        return without(name).plus(name, value);
    }

    /** These lines with one more at the end. */
    public Fields plus(String name, String value) {
        String[] more = Arrays.copyOf(lines, lines.length + 2);
        more[lines.length] = Objects.requireNonNull(name);
        more[lines.length + 1] = Objects.requireNonNull(value);
        return new Fields(more);
    }

    /** These lines less all lines of {@code name}. */
    public Fields without(String name) {
        return contains(name) ? filter(line -> !line.equalsIgnoreCase(name)) : this;
    }

    /** These lines less those whose name does not satisfy {@code keep}. */
    public Fields filter(Predicate<String> keep) {
        int first = 0;
        while (first < lines.length && keep.test(lines[first])) {
            first += 2;
        }
        if (first == lines.length) {
            return this;
        }
        String[] kept = Arrays.copyOf(lines, lines.length - 2);
        int end = first;
        for (int i = first + 2; i < lines.length; i += 2) {
            if (keep.test(lines[i])) {
                kept[end] = lines[i];
                kept[end + 1] = lines[i + 1];
                end += 2;
            }
        }
        return end == 0 ? EMPTY : new Fields(end == kept.length ? kept : Arrays.copyOf(kept, end));
    }

    /** Position of the first line with this name at or after {@code from}, or -1. */
    private int indexOf(String name, int from) {
        for (int i = 2 * from; i < lines.length; i += 2) {
            if (lines[i].equalsIgnoreCase(name)) {
                return i / 2;
            }
        }
        return -1;
    }

    @Override
    public Iterator<Line> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Line next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Line line = new Line(name(next), value(next));
                next++;
                return line;
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fields fields && Arrays.equals(lines, fields.lines);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lines);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Line line : this) {
            text.append(line.name()).append(": ").append(line.value()).append('\n');
        }
        return text.toString();
    }

    /** Collects field lines in order; for one thread. */
    public static final class Builder {
        /** Room for the lines of most messages. */
        private static final int USUAL = 16;

        private String[] collected = new String[2 * USUAL];
        private int end;

        private Builder() {}

        /** Appends a line. */
        public Builder add(String name, String value) {
            reserve(2);
            collected[end] = Objects.requireNonNull(name);
            collected[end + 1] = Objects.requireNonNull(value);
            end += 2;
            return this;
        }

        /** Appends all lines of {@code fields}. */
        public Builder addAll(Fields fields) {
            reserve(fields.lines.length);
            System.arraycopy(fields.lines, 0, collected, end, fields.lines.length);
            end += fields.lines.length;
            return this;
        }

        private void reserve(int more) {
            if (collected.length - end < more) {
                collected = Arrays.copyOf(collected, Math.max(2 * collected.length, end + more));
            }
        }

        /** The lines collected so far. */
        public Fields build() {
            return end == 0 ? EMPTY : new Fields(Arrays.copyOf(collected, end));
        }
    }
}
