package forebay.config;

import forebay.config.Node.Entry;
import forebay.config.Node.Mapping;
import forebay.config.Node.Refused;
import forebay.config.Node.Scalar;
import forebay.config.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Builds the tree of a YAML document, each part with its line. Anchors, aliases, tags, repeated keys and a second
 * document are errors: what cannot be expanded cannot grow, and every value stands where it is read.
 *
 * <p>The parser's own messages quote the source, which may hold a password; they are never passed on.
 */
final class YamlTree {
    private static final int MAX_DEPTH = 16;
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final YAMLParser parser;
    private final Findings findings;

    private YamlTree(YAMLParser parser, Findings findings) {
        this.parser = parser;
        this.findings = findings;
    }

    /** The tree of {@code text}; empty where there is none, and then {@code findings} says why. */
    static Optional<Node> parse(String text, Findings findings) {
        try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new YamlTree(parser, findings).document();
        } catch (JacksonException e) {
            report(e, findings);
            return Optional.empty();
        }
    }

    private Optional<Node> document() {
        if (parser.nextToken() == null) {
            findings.add(0, "", "the file is empty", "declare at least a pool, or write {} for nothing but defaults");
            return Optional.empty();
        }
        Node root = node("", 0);
        if (parser.nextToken() != null) {
            findings.add(line(), "", "a second YAML document begins here", "one document in a file; remove the ---");
        }
        return Optional.of(root);
    }

    private Node node(String path, int depth) {
        int line = line();
        JsonToken token = parser.currentToken();
        boolean nests = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        if (isRefused(path, nests && depth == MAX_DEPTH)) {
            parser.skipChildren();
            return new Refused(line);
        }
        if (nests) {
            return token == JsonToken.START_OBJECT ? mapping(path, depth) : sequence(path, depth);
        }
        String text = parser.getString();
        return new Scalar(line, text, token == JsonToken.VALUE_NULL || text.equals("~"));
    }

    private Mapping mapping(String path, int depth) {
        int line = line();
        List<Entry> entries = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            String keyPath = Reading.child(path, key);
            parser.nextToken();
            Node value = node(keyPath, depth + 1);
            Integer first = lines.putIfAbsent(key, keyLine);
            if (first == null) {
                entries.add(new Entry(keyLine, key, value));
            } else {
                findings.add(keyLine, keyPath, "is declared twice, first on line " + first, "keep one of the two");
            }
        }
        return new Mapping(line, List.copyOf(entries));
    }

    private Sequence sequence(String path, int depth) {
        int line = line();
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(path + "[" + items.size() + "]", depth + 1));
        }
        return new Sequence(line, List.copyOf(items));
    }

    private boolean isRefused(String path, boolean tooDeep) {
        if (tooDeep) {
            findings.add(line(), path, "is nested deeper than " + MAX_DEPTH + " levels", "no key is that deep");
            return true;
        }
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            findings.add(line(), path, "anchors and aliases are not read", "write the value out where it is needed");
            return true;
        }
        if (parser.getTypeId() != null) {
            findings.add(line(), path, "YAML tags are not read", "write the plain value");
            return true;
        }
        return false;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static void report(JacksonException e, Findings findings) {
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
        if (e instanceof StreamConstraintsException) {
            findings.add(line, "", "is larger or deeper than any configuration needs", "");
        } else if (e.getCause() instanceof MarkedYamlEngineException marked) {
            int exact = marked.getProblemMark().map(Mark::getLine).orElse(line - 1) + 1;
            String problem = marked.getProblem().replaceAll("\\s+", " ");
            findings.add(exact, "", "is not YAML: " + problem, "check indentation, quotes and colons here and above");
        } else if (e.getCause() != null) {
            findings.add(line, "", "is not YAML: it has characters that YAML forbids", "plain text in UTF-8");
        } else {
            findings.add(line, "", "is not YAML that can be read here", "a key is a plain word, its value follows it");
        }
    }
}
