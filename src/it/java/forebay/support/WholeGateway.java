package forebay.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.eclipse.jetty.ee10.webapp.Configuration;
import org.eclipse.jetty.ee10.webapp.WebAppConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.webapp.WebInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebXmlConfiguration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The web application as its web.xml declares it, in a Jetty of this process, without a cluster; everybody may pass. */
public final class WholeGateway implements AutoCloseable {
    /** A key of somebody with every role. */
    public static final String OPERATOR = "fbk_operator_" + "B".repeat(43);

    private static final String OPERATOR_HASH = "412dc46cc9e3cb26f29f7c1415c556349af62904c5d15b0a2d8cfdc5cfa22b34";

    private static final String USUAL = """
            trusted-proxies: [127.0.0.1]
            cluster: {mode: off}
            access-log: off
            """;

    private final Server server = new Server();
    private final ServerConnector connector;
    private final Path conf;

    /**
     * Starts it.
     *
     * @param folder for its files
     * @param yaml pools and routes; this machine is a trusted proxy
     */
    public WholeGateway(Path folder, String yaml) throws Exception {
        conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("shiro.ini"), """
                [keys]
                operator = sha256:%s, admin
                [urls]
                /_forebay/** = authc, roles[admin]
                /secret/** = authc
                /** = anon
                """.formatted(OPERATOR_HASH));
        write(yaml);
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setWar(Path.of("webapp").toUri().toString());
        context.setTempDirectory(Files.createDirectories(folder.resolve("temp")).toFile());
        context.setConfigurations(
                new Configuration[] {new WebInfConfiguration(), new WebXmlConfiguration(), new WebAppConfiguration()});
        context.setDefaultsDescriptor(null);
        context.setWelcomeFiles(new String[0]);
        context.setProtectedTargets(new String[0]);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setParentLoaderPriority(true);
        context.setThrowUnavailableOnStartupException(true);
        context.setInitParameter("forebay.conf", conf.toString());
        server.setHandler(context);
        server.start();
    }

    /** Replaces pools and routes at once; the gateway takes them up while it runs. */
    public void write(String yaml) throws IOException {
        Path next = Files.writeString(conf.resolve("forebay.yaml.next"), yaml + USUAL);
        Files.move(
                next,
                conf.resolve("forebay.yaml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** The folder of its files. */
    public Path conf() {
        return conf;
    }

    /** Connects. */
    public RawClient client() throws IOException {
        return new RawClient(connector.getLocalPort());
    }

    /** Sends one request on a connection of its own and reads the response. */
    public RawClient.Answer send(String request) throws IOException {
        try (RawClient client = client()) {
            return client.send(request).read(request.substring(0, request.indexOf(' ')));
        }
    }

    /**
     * Gets a path of the host app.test.
     *
     * @param fields more field lines, each with its line end
     */
    public RawClient.Answer get(String target, String... fields) throws IOException {
        return send("GET " + target + " HTTP/1.1\nHost: app.test\n" + String.join("", fields) + "\n");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop in order", e);
        }
    }
}
