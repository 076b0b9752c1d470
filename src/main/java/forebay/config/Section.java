package forebay.config;

import forebay.config.Node.Entry;
import forebay.config.Node.Mapping;
import forebay.config.Node.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A mapping whose keys are known beforehand. Ask for every key, then call {@link #end()}. */
final class Section {
    private final Reading reading;
    private final String path;
    private final int line;
    private final Map<String, Entry> entries = new HashMap<>();
    private final TreeSet<String> known = new TreeSet<>();
    private final List<Entry> inOrder;

    Section(Reading reading, String path, Mapping mapping) {
        this.reading = reading;
        this.path = path;
        this.line = mapping.line();
        this.inOrder = mapping.entries();
        inOrder.forEach(entry -> entries.put(entry.key(), entry));
    }

    /** The value of a key; empty where the key is absent or has no value. */
    Optional<Value> value(String key) {
        return declared(key).filter(value -> !value.isEmpty());
    }

    /** The value of a key; empty where the key is absent, with a finding where it has no value. */
    Optional<Value> filled(String key) {
        Optional<Value> value = declared(key);
        value.filter(Value::isEmpty)
                .ifPresent(empty -> empty.wrong("has no value", "write one, or remove the key for its default"));
        return value.filter(some -> !some.isEmpty());
    }

    /** The value of a key that must be there; empty with a finding where it is not. */
    Optional<Value> required(String key, String right) {
        Optional<Value> value = value(key);
        if (value.isEmpty()) {
            wrong(key, "is missing", right);
        }
        return value;
    }

    /** The section below a key; an empty one where the key is absent, has no value or is no section. */
    Section section(String key) {
        return value(key).flatMap(Value::section).orElseGet(() -> empty(key));
    }

    private Section empty(String key) {
        return new Section(reading, Reading.child(path, key), new Mapping(line, List.of()));
    }

    private Optional<Value> declared(String key) {
        known.add(key);
        reading.keys().add(Reading.child(path, key));
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> !isRefused(key))
                .map(entry -> new Value(reading, Reading.child(path, key), entry.line(), entry.value()));
    }

    private boolean isRefused(String key) {
        Entry entry = entries.get(key);
        return entry != null && entry.value() instanceof Refused;
    }

    /** Adds a finding about a key that is absent or has no value; none where its value is refused already. */
    void wrong(String key, String wrong, String right) {
        if (!isRefused(key)) {
            int at = Optional.ofNullable(entries.get(key)).map(Entry::line).orElse(line);
            reading.findings().add(at, Reading.child(path, key), wrong, right);
        }
    }

    /** Adds a finding about the section as a whole. */
    void wrong(String wrong, String right) {
        reading.findings().add(line, path, wrong, right);
    }

    /** The line where it begins. */
    int line() {
        return line;
    }

    /** Every key that was not asked for becomes a finding. */
    void end() {
        for (Entry entry : inOrder) {
            if (!known.contains(entry.key())) {
                List<String> all = new ArrayList<>(known);
                String right = Suggestion.closest(entry.key(), all)
                        .map(name -> "did you mean " + name + "?")
                        .orElseGet(() -> "known here: " + String.join(", ", all));
                reading.findings().add(entry.line(), Reading.child(path, entry.key()), "is not a known key", right);
            }
        }
    }
}
