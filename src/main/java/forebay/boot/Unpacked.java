package forebay.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A WAR on its way to a folder, in two parts at a time, and the class loaders over it. Neither loader sees the other,
 * nor this program: what passes between them are types of the JDK.
 */
final class Unpacked {
    private final CompletableFuture<Path> server;
    private final CompletableFuture<Path> webapp;
    private final CompletableFuture<ClassLoader> commands;

    private Unpacked(CompletableFuture<Path> server, CompletableFuture<Path> webapp) {
        this.server = server;
        this.webapp = webapp;
        this.commands = server.thenCombine(webapp, (s, w) -> loader("forebay-commands", w, War::commandPath));
    }

    /** Starts to unpack on two daemon threads. */
    static Unpacked begin(War war, Path target) {
        return new Unpacked(
                background("forebay-unpack-server", () -> war.unpack(War::isServer, target)),
                background("forebay-unpack-webapp", () -> war.unpack(War::isWebapp, target)));
    }

    /** The web application's folder, once it is complete. */
    Path webapp() {
        return webapp.join();
    }

    /** The loader of the server around the web application, and of the demo; waits for its part only. */
    ClassLoader serverLoader() {
        return loader("forebay-server", server.join(), War::serverPath);
    }

    /** The loader of the commands, which sees the web application's classes and libraries; always the same one. */
    ClassLoader commandLoader() {
        return commands.join();
    }

    private static ClassLoader loader(String name, Path unpacked, ClassPath of) {
        try {
            List<Path> path = of.within(unpacked);
            URL[] urls = new URL[path.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(path.get(i));
            }
            return new URLClassLoader(name, urls, ClassLoader.getPlatformClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    private static <T> CompletableFuture<T> background(String name, IoCall<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(call.call());
                    } catch (IOException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private interface IoCall<T> {
        T call() throws IOException;
    }

    private interface ClassPath {
        List<Path> within(Path unpacked) throws IOException;
    }
}
