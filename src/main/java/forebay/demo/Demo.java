package forebay.demo;

import forebay.embedded.EmbeddedServer;
import forebay.embedded.ServerOptions;
import forebay.embedded.StartException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * {@code demo}: the gateway in front of three small origins in the same process, with a key and a password that were
 * made for this run, and a tour of it to copy into a shell.
 */
public final class Demo implements AutoCloseable {
    private static final List<String> NAMES = List.of("origin-a", "origin-b", "origin-c");
    private static final int FIRST_PORT = 8080;
    private static final int LAST_PORT = 8099;
    private static final int PASSWORD_BYTES = 12;

    private final Origins origins;
    private final EmbeddedServer gateway;

    private Demo(Origins origins, EmbeddedServer gateway) {
        this.origins = origins;
        this.gateway = gateway;
    }

    /**
     * Starts it and prints the tour. The types are the JDK's because the launcher is behind a class loader.
     *
     * @param port the gateway's port; where it is empty, 8080 or the next that is free
     * @param settings reads the server's settings from a conf folder and makes it the web application's; empty, with
     *     the errors printed already, where it can not be used
     * @param key makes an API key of a name and roles: {@code key} is the secret, {@code line} what shiro.ini says
     * @param hash the hash of a password
     * @param webapp gives the unpacked WAR
     * @param work folder for temporary files
     * @return ends the demo; empty, with the reason printed, where it did not start
     * @throws Exception where a file can not be written, or an origin not be started
     */
    public static Optional<AutoCloseable> start(
            OptionalInt port,
            Function<Path, Optional<Map<String, String>>> settings,
            BiFunction<String, List<String>, Map<String, String>> key,
            Function<char[], String> hash,
            Callable<Path> webapp,
            Path work,
            PrintStream out,
            PrintStream err)
            throws Exception {
        String password = password();
        // The slowest step, so it runs beside the start of the origins.
        CompletableFuture<String> hashed = CompletableFuture.supplyAsync(() -> hash.apply(password.toCharArray()));
        Origins origins = Origins.start(NAMES);
        Map<String, String> user = key.apply("demo", List.of("user"));
        Map<String, String> admin = key.apply("demo-admin", List.of("admin"));
        Path conf = work.resolve("conf");
        new DemoConf(
                        port.isPresent() ? port.getAsInt() : freePort(),
                        origins.addresses(),
                        List.of(line(user), line(admin)),
                        hashed.join())
                .write(conf, webapp.call().resolve("WEB-INF/conf"));
        Optional<Map<String, String>> read = settings.apply(conf);
        if (read.isEmpty()) {
            origins.close();
            return Optional.empty();
        }
        try {
            EmbeddedServer gateway = EmbeddedServer.start(
                    ServerOptions.of(read.get()), webapp.call(), Files.createDirectories(work.resolve("temp")));
            out.print(new Tour(gateway.addresses().get(0), conf, secret(user), secret(admin), password).text());
            out.flush();
            return Optional.of(new Demo(origins, gateway));
        } catch (StartException e) {
            err.println(e.getMessage());
            origins.close();
            return Optional.empty();
        }
    }

    private static String line(Map<String, String> key) {
        return part(key, "line");
    }

    private static String secret(Map<String, String> key) {
        return part(key, "key");
    }

    private static String part(Map<String, String> key, String name) {
        return Optional.ofNullable(key.get(name)).orElseThrow(() -> new IllegalArgumentException("no " + name));
    }

    private static String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The first free port from 8080; any other where twenty are taken. */
    private static int freePort() {
        for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // Taken; the next one may be free.
            }
        }
        return 0;
    }

    /** Ends the gateway first, so that what is in flight still finds its origin. */
    @Override
    public void close() {
        gateway.close();
        origins.close();
    }
}
