package forebay.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * {@code java -jar forebay.war}. Unpacks the WAR and hands over to {@code forebay.embedded}, {@code forebay.demo} or
 * {@code forebay.command}, each behind a class loader of its own.
 */
public final class Main {
    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;

    /** Tells the web application where its configuration is. */
    private static final String CONF = "forebay.conf";

    private static final String LOGGING = "logback.configurationFile";

    private final Arguments arguments;
    private final Optional<Path> conf;
    private final Path work;
    private final Ending ending;
    private final Unpacked war;
    private final Commands commands;

    private Main(Arguments arguments, Optional<Path> conf, WorkFolder folder) throws URISyntaxException {
        this.arguments = arguments;
        this.conf = conf;
        this.work = folder.path();
        this.ending = Ending.of(folder);
        this.war = Unpacked.begin(self(), work.resolve("war"));
        this.commands = new Commands(war, System.out, System.err);
    }

    /** Does what the words ask for; see {@code help.txt}. Returns while the gateway runs, else ends the process. */
    public static void main(String... words) {
        try {
            Arguments arguments = Arguments.parse(words);
            switch (arguments.command()) {
                case HELP -> System.out.print(help());
                case VERSION -> System.out.println("Forebay " + version() + ", Java " + Runtime.version());
                default -> new Main(arguments, conf(arguments), WorkFolder.create()).run();
            }
        } catch (UsageException e) {
            System.err.println("forebay: " + e.getMessage());
            System.err.println("java -jar forebay.war --help says more");
            System.exit(NOT_UNDERSTOOD);
        } catch (IOException | URISyntaxException e) {
            System.err.println("forebay: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    /** The folder that the command line names, else the one of the system property; empty for the packed one. */
    private static Optional<Path> conf(Arguments arguments) throws IOException {
        Optional<Path> folder = arguments
                .conf()
                .or(() -> Optional.ofNullable(System.getProperty(CONF)).map(Path::of))
                .map(path -> path.toAbsolutePath().normalize());
        if (folder.isPresent() && !Files.exists(folder.get())) {
            throw new IOException("there is no " + folder.get() + "; name the folder that holds forebay.yaml");
        }
        return folder;
    }

    private void run() {
        // Hazelcast's first words are said before it has read its own configuration.
        setUnlessSet("hazelcast.logging.type", "slf4j");
        try {
            switch (arguments.command()) {
                case SERVE -> started(serve());
                case DEMO -> started(demo());
                default -> ending.exit(command());
            }
        } catch (CompletionException e) {
            fail(e.getCause() == null ? e : e.getCause());
        } catch (Exception | Error e) {
            // An error, too: threads of what was half started would keep the process alive.
            fail(e);
        }
    }

    private void fail(Throwable why) {
        System.err.println("forebay: " + Reason.of(why));
        ending.exit(FAILED);
    }

    private int command() throws Exception {
        System.setProperty(LOGGING, resource("logback-quiet.xml").orElseThrow().toString());
        return switch (arguments.command()) {
            case CHECK -> commands.check(confFolder());
            case EXPLAIN -> {
                Arguments.Question question = arguments.question().orElseThrow();
                yield commands.explain(
                        confFolder(), question.url(), question.fields(), question.response(), Instant.now());
            }
            case KEY -> commands.printKey(arguments.id().orElseThrow(), arguments.roles());
            case CLUSTER_KEY -> commands.clusterKey();
            default -> commands.password(PasswordPrompt::read);
        };
    }

    private Optional<?> serve() throws Exception {
        setLogging();
        Callable<Optional<Map<String, String>>> settings = () -> {
            System.setProperty(CONF, confFolder().toString());
            return commands.serverSettings(confFolder(), arguments.port());
        };
        Callable<Path> webapp = war::webapp;
        return new Part(war.serverLoader(), "forebay.embedded.Launch", "serve")
                .call(Optional.class, settings, webapp, work, System.out, System.err);
    }

    private Optional<?> demo() throws Exception {
        // What the demo prints is to be read; the log would come between.
        setUnlessSet(LOGGING, resource("logback-quiet.xml").orElseThrow().toString());
        Function<Path, Optional<Map<String, String>>> settings = folder -> {
            System.setProperty(CONF, folder.toString());
            return commands.serverSettings(folder, OptionalInt.empty());
        };
        BiFunction<String, List<String>, Map<String, String>> key = commands::newKey;
        Function<char[], String> hash = commands::hash;
        Callable<Path> webapp = war::webapp;
        return new Part(war.serverLoader(), "forebay.demo.Demo", "start")
                .call(Optional.class, arguments.port(), settings, key, hash, webapp, work, System.out, System.err);
    }

    private void started(Optional<?> gateway) {
        if (gateway.isPresent()) {
            ending.running((AutoCloseable) gateway.get());
        } else {
            ending.exit(FAILED);
        }
    }

    private Path confFolder() {
        return conf.orElseGet(() -> war.webapp().resolve("WEB-INF/conf"));
    }

    /** Names the logging configuration: of the conf folder, else the packed one. */
    private void setLogging() {
        conf.map(place -> Files.isDirectory(place) ? place : place.resolveSibling(""))
                .map(folder -> folder.resolve("logback.xml"))
                .filter(Files::isReadable)
                .map(file -> file.toUri().toString())
                .or(() -> resource("/WEB-INF/conf/logback.xml").map(URL::toString))
                .or(() -> resource("logback-quiet.xml").map(URL::toString))
                .ifPresent(file -> setUnlessSet(LOGGING, file));
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static War self() throws URISyntaxException {
        return new War(Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    private static Optional<URL> resource(String name) {
        return Optional.ofNullable(Main.class.getResource(name));
    }

    private static String help() {
        try (InputStream text = resource("help.txt").orElseThrow().openStream()) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
    }
}
