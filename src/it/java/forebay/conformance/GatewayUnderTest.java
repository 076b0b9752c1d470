package forebay.conformance;

import forebay.container.Container;
import forebay.container.RunningContainer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The packaged WAR in a container, before one origin, open to everybody. The first segment of a path is its route. */
final class GatewayUnderTest implements AutoCloseable {
    private final RunningContainer container;

    GatewayUnderTest(Container container, Path folder, URI origin) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("shiro.ini"), """
                [urls]
                /** = anon
                """);
        Files.writeString(conf.resolve("forebay.yaml"), Routes.yaml(origin));
        this.container = container.start(Files.createDirectories(folder.resolve("base")), "", conf);
    }

    int port() {
        return container.port();
    }

    String log() {
        return container.log();
    }

    @Override
    public void close() {
        container.close();
    }
}
