package forebay.boot;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A command line that was understood.
 *
 * @param command what is asked for; {@link Command#SERVE} where nothing is
 * @param conf folder of the configuration
 * @param port clear-text port, 0 for any free one
 * @param id name of the key to make
 * @param roles roles of the key to make, in the order given
 * @param question what is to be explained; only with {@link Command#EXPLAIN}
 */
record Arguments(
        Command command,
        Optional<Path> conf,
        OptionalInt port,
        Optional<String> id,
        List<String> roles,
        Optional<Question> question) {

    /**
     * What is to be explained.
     *
     * @param url of the request
     * @param fields of the request, as {@code Name: value}
     * @param response a file with the head of a response
     */
    record Question(String url, List<String> fields, Optional<Path> response) {}

    private static final String URL = "a URL";

    /**
     * Reads a command line.
     *
     * @throws UsageException where a word or an option is unknown, or an option lacks a usable value
     */
    static Arguments parse(String... words) throws UsageException {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(words));
        if (rest.contains(Command.HELP.word())) {
            return new Arguments(
                    Command.HELP, Optional.empty(), OptionalInt.empty(), Optional.empty(), List.of(), Optional.empty());
        }
        Command command = command(rest);
        Map<String, List<String>> options = new LinkedHashMap<>();
        while (!rest.isEmpty()) {
            if (command == Command.EXPLAIN && !rest.element().startsWith("-")) {
                options.computeIfAbsent(URL, n -> new ArrayList<>()).add(rest.remove());
            } else {
                option(command, rest, options);
            }
        }
        return of(command, options);
    }

    private static Command command(Deque<String> rest) throws UsageException {
        String first = rest.peek();
        Optional<Command> command = first == null ? Optional.empty() : Command.of(first);
        if (command.isPresent()) {
            rest.remove();
            return command.get();
        }
        if (first == null || Command.SERVE.options().contains(name(first))) {
            return Command.SERVE;
        }
        throw new UsageException("unknown command " + first + "; use one of " + Command.words());
    }

    /** Takes one option, as {@code --name value} or {@code --name=value}. */
    private static void option(Command command, Deque<String> rest, Map<String, List<String>> options)
            throws UsageException {
        String word = rest.remove();
        String name = name(word);
        if (!command.options().contains(name)) {
            throw new UsageException(command.word() + " does not take " + word + "; "
                    + (command.options().isEmpty()
                            ? "it takes no options"
                            : "it takes " + String.join(", ", command.options())));
        }
        String value = name.equals(word) ? rest.poll() : word.substring(name.length() + 1);
        if (value == null || value.isBlank() || (name.equals(word) && value.startsWith("--"))) {
            throw new UsageException(name + " needs a value");
        }
        options.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    private static String name(String word) {
        int equals = word.indexOf('=');
        return word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
    }

    private static Arguments of(Command command, Map<String, List<String>> options) throws UsageException {
        Optional<String> port = single("--port", options);
        List<String> roles = options.getOrDefault("--role", List.of()).stream()
                .flatMap(r -> Arrays.stream(r.split(",")))
                .map(String::strip)
                .filter(r -> !r.isEmpty())
                .toList();
        Optional<String> id = single("--id", options);
        if (command == Command.KEY && (id.isEmpty() || roles.isEmpty())) {
            throw new UsageException("key needs a name and at least one role: key --id NAME --role ROLE");
        }
        Optional<String> url = single(URL, options);
        if (command == Command.EXPLAIN && url.isEmpty()) {
            throw new UsageException("explain needs a URL: explain http://host/path?query");
        }
        Optional<Path> response = single("--response", options).map(Path::of);
        return new Arguments(
                command,
                single("--conf", options).map(Path::of),
                port.isPresent() ? OptionalInt.of(port(port.get())) : OptionalInt.empty(),
                id,
                roles,
                url.map(some -> new Question(some, options.getOrDefault("-H", List.of()), response)));
    }

    private static Optional<String> single(String name, Map<String, List<String>> options) throws UsageException {
        List<String> values = options.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new UsageException(name + " is given more than once; give it once");
        }
        return values.stream().findFirst();
    }

    private static int port(String text) throws UsageException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, together with what is out of range.
        }
        throw new UsageException("--port " + text + " is not a port; use a number from 0 (any free port) to 65535");
    }
}
