package forebay.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArgumentsTest {
    private static ArgumentSet row(String line, Arguments expected) {
        return org.junit.jupiter.params.provider.Arguments.argumentSet(
                line.isEmpty() ? "(none)" : line, line, expected);
    }

    private static Arguments plain(Command command) {
        return new Arguments(
                command, Optional.empty(), OptionalInt.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    private static Arguments listening(Command command, String conf, int port) {
        return new Arguments(
                command,
                Optional.of(conf).filter(c -> !c.isEmpty()).map(Path::of),
                OptionalInt.of(port),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static Arguments key(String id, String... roles) {
        return new Arguments(
                Command.KEY, Optional.empty(), OptionalInt.empty(), Optional.of(id), List.of(roles), Optional.empty());
    }

    private static Arguments explain(String conf, String url, String response, String... fields) {
        return new Arguments(
                Command.EXPLAIN,
                Optional.of(conf).filter(c -> !c.isEmpty()).map(Path::of),
                OptionalInt.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(new Arguments.Question(
                        url,
                        List.of(fields),
                        Optional.of(response).filter(r -> !r.isEmpty()).map(Path::of))));
    }

    static Stream<ArgumentSet> understood() {
        return Stream.of(
                row("", plain(Command.SERVE)),
                row("serve", plain(Command.SERVE)),
                row("serve --conf c --port 80", listening(Command.SERVE, "c", 80)),
                row("--conf=c --port=0", listening(Command.SERVE, "c", 0)),
                row("demo --port 65535", listening(Command.DEMO, "", 65_535)),
                row("check", plain(Command.CHECK)),
                row("password", plain(Command.PASSWORD)),
                row("cluster-key", plain(Command.CLUSTER_KEY)),
                row("explain http://a/", explain("", "http://a/", "")),
                row(
                        "explain -H A:1 http://a/ -H B:2 --conf=c --response r",
                        explain("c", "http://a/", "r", "A:1", "B:2")),
                row("key --id ci --role user", key("ci", "user")),
                row("key --role user --id ci --role admin", key("ci", "user", "admin")),
                row("key --id ci --role user,admin", key("ci", "user", "admin")),
                row("--version", plain(Command.VERSION)),
                row("--help", plain(Command.HELP)),
                row("key --help", plain(Command.HELP)),
                row("sreve --help", plain(Command.HELP)));
    }

    @ParameterizedTest
    @MethodSource
    void understood(String line, Arguments expected) throws UsageException {
        assertThat(Arguments.parse(words(line))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            sreve                  | unknown command sreve; use one of serve, demo, check, explain, key, cluster-key, password, --help, --version
            --config c             | unknown command --config; use one of serve
            serve now              | serve does not take now; it takes --conf, --port
            check --port 1         | check does not take --port; it takes --conf
            demo --conf c          | demo does not take --conf; it takes --port
            explain                | explain needs a URL
            explain http://a b     | a URL is given more than once
            explain http://a -H    | -H needs a value
            explain --port 1       | explain does not take --port; it takes --conf, -H, --response
            password secret        | password does not take secret; it takes no options
            serve --port           | --port needs a value
            serve --conf --port 1  | --conf needs a value
            serve --conf=          | --conf needs a value
            serve --port x         | --port x is not a port; use a number from 0 (any free port) to 65535
            serve --port 65536     | --port 65536 is not a port
            serve --port -1        | --port -1 is not a port
            serve --port 1 --port 2| --port is given more than once
            key --id ci            | key needs a name and at least one role: key --id NAME --role ROLE
            key --role user        | key needs a name and at least one role
            key --id ci --role ,   | key needs a name and at least one role
            """)
    void refused(String line, String message) {
        assertThatThrownBy(() -> Arguments.parse(words(line)))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void theHelpNamesEveryCommandAndOption() throws Exception {
        String help = new String(Main.class.getResourceAsStream("help.txt").readAllBytes(), StandardCharsets.UTF_8);
        for (Command command : Command.values()) {
            assertThat(help).contains(command.word());
            command.options().forEach(option -> assertThat(help).contains(option));
        }
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" +");
    }
}
