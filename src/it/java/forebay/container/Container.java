package forebay.container;

import forebay.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A servlet container as it is distributed, started as a process of its own with the packaged WAR deployed into it. */
public enum Container {
    /** This WAR with its own server. */
    JAR("") {
        @Override
        List<String> command(Path home, Path base, int port, String application, Path war) {
            return java("-jar", war.toString(), "serve", "--port", Integer.toString(port));
        }
    },
    JETTY("jetty.home") {
        @Override
        List<String> command(Path home, Path base, int port, String application, Path war) throws IOException {
            deploy(war, base.resolve("webapps").resolve(application + ".war"));
            // What follows the module ee10-deploy would be a property of its environment, not of the server.
            Files.writeString(base.resolve("start.ini"), """
                    jetty.http.host=127.0.0.1
                    jetty.http.port=%d
                    jetty.httpConfig.maxResponseHeaderSize=65536
                    jetty.deploy.scanInterval=1
                    --module=server,http,ee10-deploy
                    """.formatted(port));
            return java("-jar", home.resolve("start.jar").toString(), "jetty.home=" + home, "jetty.base=" + base);
        }

        @Override
        void undeploy(Path base, String application) throws IOException {
            Files.delete(base.resolve("webapps").resolve(application + ".war"));
        }
    },
    TOMCAT10("tomcat10.home") {
        @Override
        List<String> command(Path home, Path base, int port, String application, Path war) throws IOException {
            return tomcat(home, base, port, application, war);
        }

        @Override
        void undeploy(Path base, String application) throws IOException {
            Files.delete(base.resolve("webapps").resolve(application + ".war"));
        }
    },
    TOMCAT11("tomcat11.home") {
        @Override
        List<String> command(Path home, Path base, int port, String application, Path war) throws IOException {
            return tomcat(home, base, port, application, war);
        }

        @Override
        void undeploy(Path base, String application) throws IOException {
            Files.delete(base.resolve("webapps").resolve(application + ".war"));
        }
    },
    WILDFLY("wildfly.home") {
        @Override
        List<String> command(Path home, Path base, int port, String application, Path war) throws IOException {
            copyTree(home.resolve("standalone/configuration"), base.resolve("configuration"));
            Path xml = base.resolve("configuration/standalone.xml");
            Files.writeString(xml, Files.readString(xml).replace("scan-interval=\"5000\"", "scan-interval=\"1000\""));
            deploy(war, base.resolve("deployments").resolve(application + ".war"));
            return List.of(
                    "sh",
                    home.resolve("bin/standalone.sh").toString(),
                    "-Djboss.server.base.dir=" + base,
                    "-b",
                    "127.0.0.1",
                    "-Djboss.http.port=" + port,
                    "-Djboss.https.port=" + FreePorts.one(),
                    "-Djboss.management.http.port=" + FreePorts.one());
        }

        @Override
        void undeploy(Path base, String application) throws IOException {
            Files.delete(base.resolve("deployments").resolve(application + ".war.deployed"));
        }
    };

    private final String homeProperty;

    Container(String homeProperty) {
        this.homeProperty = homeProperty;
    }

    /** Whether applications come and go while it runs. */
    boolean undeploys() {
        return this != JAR;
    }

    /** Whether nothing of an application's last requests is kept once it is gone; idle workers of WildFly keep some. */
    boolean forgetsRequests() {
        return this != WILDFLY;
    }

    /** Whether an application can still answer once content is broken; WildFly then closes the connection. */
    boolean answersBrokenContent() {
        return this != WILDFLY;
    }

    /** Whether a query with a broken escape reaches the application; WildFly itself answers 400. */
    boolean passesBrokenQuery() {
        return this != WILDFLY;
    }

    /** Whether it sends interim responses for an application. */
    boolean sendsInterims() {
        return this != WILDFLY;
    }

    /** Whether its clients speak HTTP/2 without TLS as it is started here. */
    boolean speaksHttp2() {
        return this != JETTY && this != WILDFLY;
    }

    /** What it answers to OPTIONS *, which no container lets an application see. */
    int statusOfWholeServer() {
        return this == JAR ? 204 : 200;
    }

    /** Whether it says there which methods it takes. */
    boolean allowsOnWholeServer() {
        return this != WILDFLY;
    }

    abstract List<String> command(Path home, Path base, int port, String application, Path war) throws IOException;

    void undeploy(Path base, String application) throws IOException {
        throw new UnsupportedOperationException(name());
    }

    /**
     * Starts it in {@code base}, an empty folder, and waits until the gateway says that it is healthy.
     *
     * @param contextPath empty for the root, else {@code /name}
     * @param conf the folder of forebay.yaml and shiro.ini
     * @param options of the JVM; where there are none, a heap that suits every container
     */
    public RunningContainer start(Path base, String contextPath, Path conf, String... options) throws IOException {
        String jvm = (options.length == 0 ? "-Xmx640m" : String.join(" ", options)) + " -Dforebay.conf=" + conf;
        return start(base, contextPath, packed(), jvm);
    }

    /** The WAR that the build has packed. */
    static Path packed() {
        return Path.of(required("forebay.war"));
    }

    /** Starts it with {@code war} at its root. */
    RunningContainer start(Path base, Path conf, Path war) throws IOException {
        return start(base, "", war, "-Xmx640m -Dforebay.conf=" + conf);
    }

    /** Starts it with {@code war} at its root, which has to find its configuration by itself. */
    RunningContainer startAsPacked(Path base, Path war) throws IOException {
        return start(base, "", war, "-Xmx640m");
    }

    /** Starts it behind {@code prefix}, a command that runs another one on a machine of this address. */
    RunningContainer startOn(String address, List<String> prefix, Path base, Path conf) throws IOException {
        String jvm = "-Xmx640m -Dforebay.conf=" + conf;
        return start(address, prefix, base, "", packed(), jvm);
    }

    private RunningContainer start(Path base, String contextPath, Path war, String jvm) throws IOException {
        String loopback = InetAddress.getLoopbackAddress().getHostAddress();
        return start(loopback, List.of(), base, contextPath, war, jvm);
    }

    private RunningContainer start(
            String address, List<String> prefix, Path base, String contextPath, Path war, String jvm)
            throws IOException {
        Path home = homeProperty.isEmpty() ? base : Path.of(required(homeProperty));
        int port = FreePorts.one();
        String application = contextPath.isEmpty() ? "ROOT" : contextPath.substring(1);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command(home, base, port, application, war));
        Path log = base.resolve("process.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // Every way of starting a JVM reads this one.
        builder.environment().put("JDK_JAVA_OPTIONS", jvm + " -Djava.io.tmpdir=" + Files.createDirectories(temp(base)));
        builder.environment().put("JBOSS_HOME", home.toString());
        return new RunningContainer(this, application, contextPath, base, address, port, builder.start(), log)
                .awaitHealthy();
    }

    /** Where the JVM of a container in {@code base} has its temporary files. */
    static Path temp(Path base) {
        return base.resolve("tmp");
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("system property " + property + " is missing: run through mvn verify");
        }
        return value;
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** With the listeners of the server.xml that it comes with: idle threads end with the application they worked for. */
    private static List<String> tomcat(Path home, Path base, int port, String application, Path war)
            throws IOException {
        copyTree(home.resolve("conf"), base.resolve("conf"));
        Files.writeString(base.resolve("conf/server.xml"), """
                <Server port="-1">
                  <Listener className="org.apache.catalina.core.JreMemoryLeakPreventionListener"/>
                  <Listener className="org.apache.catalina.core.ThreadLocalLeakPreventionListener"/>
                  <Service name="Catalina">
                    <Connector address="127.0.0.1" port="%d" protocol="HTTP/1.1" maxPostSize="-1"
                               maxHttpResponseHeaderSize="65536" allowedTrailerHeaders="x-sum,x-api-key">
                      <UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol"/>
                    </Connector>
                    <Engine name="Catalina" defaultHost="localhost" backgroundProcessorDelay="1">
                      <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true"/>
                    </Engine>
                  </Service>
                </Server>
                """.formatted(port));
        deploy(war, base.resolve("webapps").resolve(application + ".war"));
        String separator = java.io.File.pathSeparator;
        return java(
                "-Dcatalina.home=" + home,
                "-Dcatalina.base=" + base,
                "-cp",
                home.resolve("bin/bootstrap.jar") + separator + home.resolve("bin/tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start");
    }

    private static void deploy(Path war, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(war, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                Path target = to.resolve(from.relativize(file).toString());
                try {
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
