package forebay.embedded;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** The door to this package for the launcher, which sees it through a class loader: types of the JDK only. */
public final class Launch {
    private Launch() {}

    /**
     * Starts the gateway and prints one line when it is ready.
     *
     * @param settings gives the server's settings (see {@link ServerOptions#of}); empty, with the errors printed
     *     already, where the configuration can not be used
     * @param webapp gives the unpacked WAR
     * @param work folder for temporary files
     * @return closes the gateway; empty, with the reason printed, where it did not start
     * @throws Exception what the two callables throw
     */
    public static Optional<AutoCloseable> serve(
            Callable<Optional<Map<String, String>>> settings,
            Callable<Path> webapp,
            Path work,
            PrintStream out,
            PrintStream err)
            throws Exception {
        Optional<Map<String, String>> read = settings.call();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        try {
            EmbeddedServer server = EmbeddedServer.start(
                    ServerOptions.of(read.get()), webapp.call(), Files.createDirectories(work.resolve("temp")));
            out.println(ready(server));
            return Optional.of(server);
        } catch (StartException e) {
            err.println(e.getMessage());
            return Optional.empty();
        }
    }

    private static String ready(EmbeddedServer server) {
        return "Forebay is ready on "
                + server.addresses().stream().map(URI::toString).collect(Collectors.joining(" and "))
                + ", conf " + System.getProperty("forebay.conf")
                + ", dashboard " + reachable(server.addresses().get(0)) + "/_forebay/";
    }

    /** An address that a browser on this machine can open, where the server listens on every address. */
    private static String reachable(URI address) {
        boolean any = address.getHost().equals("0.0.0.0") || address.getHost().equals("[::]");
        return any ? "http://localhost:" + address.getPort() : address.toString();
    }
}
