package forebay.config;

import forebay.config.Node.Entry;
import forebay.config.Node.Mapping;
import forebay.config.Node.Refused;
import forebay.config.Node.Scalar;
import forebay.config.Node.Sequence;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value with the place where it stands. Each reader returns the typed value, or adds a finding and returns empty.
 * A finding shows the text as it stands in the file, so never what a reference stands for.
 */
final class Value {
    private static final int SHOWN_LENGTH = 80;

    private final Reading reading;
    private final String path;
    private final int line;
    private final Node node;

    Value(Reading reading, String path, int line, Node node) {
        this.reading = reading;
        this.path = path;
        this.line = line;
        this.node = node;
    }

    /** Whether nothing stands there. */
    boolean isEmpty() {
        return node instanceof Scalar scalar && scalar.empty();
    }

    boolean isEmptySequence() {
        return node instanceof Sequence sequence && sequence.items().isEmpty();
    }

    boolean isMapping() {
        return node instanceof Mapping;
    }

    int line() {
        return line;
    }

    /** Adds a finding about this value. */
    void wrong(String wrong, String right) {
        reading.findings().add(line, path, wrong, right);
    }

    /** The text with its references resolved, not empty. */
    Optional<String> text() {
        return parse(Parsed::of);
    }

    /** The text as {@code parser} reads it. */
    <T> Optional<T> parse(Function<String, Parsed<T>> parser) {
        if (!(node instanceof Scalar scalar)) {
            wrong("is " + kind() + " where a single value is expected", "write one value");
            return Optional.empty();
        }
        Parsed<String> text = reading.interpolation().resolve(scalar.text());
        if (text.value().isEmpty()) {
            wrong(text.wrong(), text.right());
            return Optional.empty();
        }
        Parsed<T> parsed = text.value().get().isBlank()
                ? Parsed.bad("is empty", "write a value, or remove the key for its default")
                : parser.apply(text.value().get());
        if (parsed.value().isEmpty()) {
            boolean mayTell = !Interpolation.refers(scalar.text());
            String right = mayTell ? parsed.instead().orElse(parsed.right()) : parsed.right();
            wrong("\"" + shown(scalar.text()) + "\" " + parsed.wrong(), right);
        }
        return parsed.value();
    }

    Optional<Integer> integer(int min, int max) {
        String right = "a whole number from " + min + " to " + max;
        return parse(text -> {
            if (!text.matches("-?[0-9]{1,18}")) {
                return Parsed.bad("is not a whole number", right);
            }
            long number = Long.parseLong(text);
            return number < min || number > max
                    ? Parsed.bad(number < min ? "is below " + min : "is above " + max, right)
                    : Parsed.of((int) number);
        });
    }

    Optional<Boolean> flag() {
        return parse(text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Parsed.of(true);
            case "false" -> Parsed.of(false);
            case "yes", "on", "y" -> Parsed.bad("is not true or false", "true or false", "write true");
            case "no", "off", "n" -> Parsed.bad("is not true or false", "true or false", "write false");
            default -> Parsed.bad("is not true or false", "true or false");
        });
    }

    /** One of a few words, as what it stands for. */
    <T> Optional<T> word(Map<String, T> words) {
        String right =
                "one of " + String.join(", ", words.keySet().stream().sorted().toList());
        return parse(text -> Optional.ofNullable(words.get(text))
                .map(Parsed::of)
                .orElseGet(() -> Suggestion.closest(text, words.keySet())
                        .map(word -> Parsed.<T>bad("is not known here", right, right + "; did you mean " + word + "?"))
                        .orElseGet(() -> Parsed.bad("is not known here", right))));
    }

    Optional<Duration> duration(Duration min, Duration max) {
        return parse(text -> within(
                Quantities.duration(text), min, max, "from " + Quantities.text(min) + " to " + Quantities.text(max)));
    }

    /** A size in bytes. */
    Optional<Long> size(long min, long max) {
        return parse(text -> within(
                Quantities.size(text), min, max, "from " + Quantities.text(min) + " to " + Quantities.text(max)));
    }

    private static <T extends Comparable<T>> Parsed<T> within(Parsed<T> parsed, T min, T max, String range) {
        boolean inside = parsed.value()
                .map(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0)
                .orElse(true);
        return inside ? parsed : Parsed.bad("is out of range", range);
    }

    /** A file, relative to the folder of the configuration; it need not exist. */
    Optional<Path> file() {
        return parse(text -> {
            try {
                return Parsed.of(reading.folder().resolve(text).normalize());
            } catch (InvalidPathException e) {
                return Parsed.bad("is not a path", "a file, relative to the folder of this one or absolute");
            }
        });
    }

    /** The text of a file in UTF-8, which is watched from now on. */
    Optional<String> readFile() {
        Optional<Path> file = file();
        Optional<Parsed<String>> content = file.map(reading.interpolation()::page);
        content.filter(parsed -> parsed.value().isEmpty())
                .ifPresent(parsed -> wrong(
                        "\"" + shown(((Scalar) node).text()) + "\" is a file that " + parsed.wrong(), parsed.right()));
        return content.flatMap(Parsed::value);
    }

    /** A file that exists and can be read. */
    Optional<Path> readableFile() {
        Optional<Path> file = file();
        Optional<Path> readable = file.filter(path -> Files.isRegularFile(path) && Files.isReadable(path));
        if (file.isPresent() && readable.isEmpty()) {
            wrong(
                    "\"" + shown(((Scalar) node).text()) + "\" is not a file that can be read",
                    "a file that exists, relative to the folder of this one or absolute");
        }
        return readable;
    }

    /** A file that exists and can be read, and whose change is one of the configuration. */
    Optional<Path> watchedFile() {
        Optional<Path> file = readableFile();
        file.ifPresent(reading.files()::add);
        return file;
    }

    /** The items of a list; empty with a finding where it is no list. */
    List<Value> items(String right) {
        if (!(node instanceof Sequence sequence)) {
            wrong("is " + kind() + " where a list is expected", right);
            return List.of();
        }
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            Node item = sequence.items().get(i);
            if (!(item instanceof Refused)) {
                items.add(new Value(reading, path + "[" + i + "]", item.line(), item));
            }
        }
        return items;
    }

    /** The keys and values of a mapping whose keys are names; empty with a finding where it is none. */
    List<Map.Entry<String, Value>> named(String right) {
        if (!(node instanceof Mapping mapping)) {
            wrong("is " + kind() + " where names with values are expected", right);
            return List.of();
        }
        List<Map.Entry<String, Value>> named = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            if (!(entry.value() instanceof Refused)) {
                String name = entry.key();
                named.add(Map.entry(name, new Value(reading, Reading.child(path, name), entry.line(), entry.value())));
            }
        }
        return named;
    }

    /** A mapping with known keys; empty with a finding where it is none. */
    Optional<Section> section() {
        if (node instanceof Mapping mapping) {
            return Optional.of(new Section(reading, path, mapping));
        }
        wrong("is " + kind() + " where keys with values are expected", "write key: value lines, indented below it");
        return Optional.empty();
    }

    private String kind() {
        return node instanceof Scalar scalar
                ? (scalar.empty() ? "empty" : "a single value")
                : node instanceof Sequence ? "a list" : "a section with keys";
    }

    /** The text fit for a message: on one line, not long, without the user part of a URL. */
    static String shown(String text) {
        String line = text.replaceAll("//.*@", "//…@").replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= SHOWN_LENGTH ? line : line.substring(0, SHOWN_LENGTH) + "…";
    }
}
