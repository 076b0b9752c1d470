package forebay.boot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code java -jar forebay.war} can be asked to do, and the options that each takes. */
enum Command {
    /** Runs the gateway. */
    SERVE,
    /** Runs the gateway in front of three small origins. */
    DEMO,
    /** Says whether a conf folder can be used. */
    CHECK,
    /** Says what the gateway would make of a request. */
    EXPLAIN,
    /** Makes an API key. */
    KEY,
    /** Makes a key for the nodes of a cluster. */
    CLUSTER_KEY,
    /** Hashes a password. */
    PASSWORD,
    /** Prints the help. */
    HELP,
    /** Prints the version. */
    VERSION;

    /** The names of the options that it takes, each followed by a value. */
    List<String> options() {
        return switch (this) {
            case SERVE -> List.of("--conf", "--port");
            case DEMO -> List.of("--port");
            case CHECK -> List.of("--conf");
            case EXPLAIN -> List.of("--conf", "-H", "--response");
            case KEY -> List.of("--id", "--role");
            case CLUSTER_KEY, PASSWORD, HELP, VERSION -> List.of();
        };
    }

    /** The word on the command line. */
    String word() {
        String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return this == HELP || this == VERSION ? "--" + name : name;
    }

    /** The command of this word; empty where there is none. */
    static Optional<Command> of(String word) {
        return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst();
    }

    /** The words that may come first, for messages. */
    static String words() {
        return Arrays.stream(values()).map(Command::word).collect(Collectors.joining(", "));
    }
}
