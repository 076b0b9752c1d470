package forebay.boot;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

/** The package {@code forebay.command}, behind its class loader. Each call waits until that part of the WAR is there. */
final class Commands {
    private final Unpacked war;
    private final PrintStream out;
    private final PrintStream err;

    Commands(Unpacked war, PrintStream out, PrintStream err) {
        this.war = war;
        this.out = out;
        this.err = err;
    }

    /** Explains a conf folder, or prints its errors; the exit code. */
    int check(Path conf) throws Exception {
        return part("CheckCommand", "run").call(Integer.class, conf, webXml(), out, err);
    }

    /** Says what the gateway would make of a request at this time; the exit code. */
    int explain(Path conf, String url, List<String> fields, Optional<Path> response, Instant now) throws Exception {
        return part("ExplainCommand", "run").call(Integer.class, conf, webXml(), url, fields, response, now, out, err);
    }

    /** Prints a new key and its line for shiro.ini; the exit code. */
    int printKey(String id, List<String> roles) throws Exception {
        return part("KeyCommand", "run").call(Integer.class, id, roles, out, err);
    }

    /** Prints a new key for the nodes of a cluster; the exit code. */
    int clusterKey() throws Exception {
        return part("ClusterKeyCommand", "run").call(Integer.class, out, err);
    }

    /** Prints the hash of a password; the exit code. */
    int password(Callable<char[]> password) throws Exception {
        return part("PasswordCommand", "run").call(Integer.class, password, out, err);
    }

    /** A new key: {@code key} is the secret, {@code line} what shiro.ini says of it. */
    Map<String, String> newKey(String id, List<String> roles) {
        return strings(unchecked(() -> part("KeyCommand", "create").call(Map.class, id, roles)));
    }

    /** The hash of a password as shiro.ini holds it. */
    String hash(char[] password) {
        return unchecked(() -> part("PasswordCommand", "hash").call(String.class, (Object) password));
    }

    /**
     * What forebay.yaml says of the server; empty, once the errors are printed, where it can not be used.
     *
     * @param port wins over the port in the file
     */
    Optional<Map<String, String>> serverSettings(Path conf, OptionalInt port) {
        Optional<?> read =
                unchecked(() -> part("ServerSettingsCommand", "read").call(Optional.class, conf, webXml(), err));
        return read.map(settings -> {
            Map<String, String> all = strings((Map<?, ?>) settings);
            port.ifPresent(p -> all.put("port", Integer.toString(p)));
            return all;
        });
    }

    private Path webXml() {
        return war.webapp().resolve("WEB-INF/web.xml");
    }

    private Part part(String type, String method) {
        return new Part(war.commandLoader(), "forebay.command." + type, method);
    }

    private static Map<String, String> strings(Map<?, ?> map) {
        Map<String, String> strings = new HashMap<>();
        map.forEach((key, value) -> strings.put((String) key, (String) value));
        return strings;
    }

    private static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
