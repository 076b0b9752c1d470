package forebay.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Text with variables in braces, read once: {@code {client}}; two opening braces stand for one.
 *
 * @param parts in order
 */
public record Template(List<Part> parts) {
    /** A piece of a template. */
    public sealed interface Part permits Literal, Hole {}

    /**
     * Text as it is.
     *
     * @param text the text
     */
    public record Literal(String text) implements Part {}

    /**
     * The value of a variable.
     *
     * @param variable which
     */
    public record Hole(Variable variable) implements Part {}

    /**
     * Reads a template.
     *
     * @return empty where a brace is not closed, or holds something else than one of {@code known}
     */
    public static Optional<Template> parse(String text, List<Variable> known) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '{' || text.startsWith("{{", i)) {
                literal.append(c);
                i += c == '{' ? 1 : 0;
                continue;
            }
            int end = text.indexOf('}', i);
            Optional<Variable> variable = end < 0
                    ? Optional.empty()
                    : Variable.of(text.substring(i + 1, end)).filter(known::contains);
            if (variable.isEmpty()) {
                return Optional.empty();
            }
            flush(literal, parts);
            parts.add(new Hole(variable.get()));
            i = end;
        }
        flush(literal, parts);
        return Optional.of(new Template(List.copyOf(parts)));
    }

    /** Reads text in which braces are no rarity, such as a page with styles: what is no known variable is text. */
    public static Template lenient(String text, List<Variable> known) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            int end = text.charAt(i) == '{' ? text.indexOf('}', i) : -1;
            Optional<Variable> variable = end < 0
                    ? Optional.empty()
                    : Variable.of(text.substring(i + 1, end)).filter(known::contains);
            if (variable.isEmpty()) {
                literal.append(text.charAt(i));
                continue;
            }
            flush(literal, parts);
            parts.add(new Hole(variable.get()));
            i = end;
        }
        flush(literal, parts);
        return new Template(List.copyOf(parts));
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (literal.length() > 0) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    /** Whether it has this variable. */
    public boolean has(Variable variable) {
        return parts.contains(new Hole(variable));
    }

    /** The text with the values that {@code values} gives. */
    public String render(Function<Variable, String> values) {
        if (parts.size() == 1 && parts.get(0) instanceof Literal literal) {
            return literal.text();
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part instanceof Literal literal ? literal.text() : values.apply(((Hole) part).variable()));
        }
        return text.toString();
    }
}
