package forebay.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "Your own upstreams and a key, in three steps" of README.md, typed as it stands there; only the addresses are those of
 * this machine, and the WAR is where this build put it. (The first command is DemoIT's.)
 */
class ReadmeIT {
    private static final String HEADING = "## Your own upstreams and a key, in three steps";
    private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w*)\\n(.*?)\\n *```");
    private static final Pattern READY = Pattern.compile("Forebay is ready on http://[^ :]+:(\\d+)");

    @TempDir
    Path temp;

    private final List<HttpServer> origins = new ArrayList<>();
    private final List<String> blocks = new ArrayList<>();
    private Jar jar;

    @BeforeEach
    void read() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf(HEADING) + HEADING.length();
        Matcher block = BLOCK.matcher(readme.substring(begin, readme.indexOf("\n## ", begin)));
        while (block.find()) {
            blocks.add(block.group(2).stripIndent());
        }
        jar = new Jar(temp);
        origin("a");
        origin("b");
        Path conf = Files.createDirectories(temp.resolve("conf"));
        try (Stream<Path> files = Files.list(Path.of("conf"))) {
            for (Path file : files.toList()) {
                Files.copy(file, conf.resolve(file.getFileName()));
            }
        }
    }

    @AfterEach
    void stop() {
        origins.forEach(origin -> origin.stop(0));
    }

    private void origin(String name) throws IOException {
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            byte[] content = ("from " + name).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        origin.start();
        origins.add(origin);
    }

    /** The words of a line that begins with {@code java -jar target/forebay.war}, this test's folder before conf. */
    private String[] words(String line) {
        String start = "java -jar target/forebay.war ";
        assertThat(line).startsWith(start);
        return line.substring(start.length())
                .replace("--conf conf", "--conf " + temp.resolve("conf"))
                .split(" ", -1);
    }

    @Test
    void threeSteps() throws Exception {
        assertThat(blocks).as("the YAML, the key, check and start, explain").hasSize(4);
        upstreams(blocks.get(0));
        String key = key(blocks.get(1));
        List<String> lines = blocks.get(2).lines().toList();
        assertThat(lines).hasSize(3);

        Jar.Ended check = jar.run(words(lines.get(0)));
        assertThat(check.code()).as(check.out() + check.err()).isZero();

        List<String> serve = new ArrayList<>(List.of(words(lines.get(1))));
        serve.addAll(List.of("--port", "0"));
        try (Jar.Running gateway = jar.start(serve.toArray(String[]::new))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            !gateway.isAlive() || READY.matcher(gateway.out()).find());
            Matcher ready = READY.matcher(gateway.out());
            assertThat(ready.find()).as(gateway.out() + gateway.err()).isTrue();
            String curl = lines.get(2).replace("localhost:8080", "127.0.0.1:" + ready.group(1));
            assertThat(Jar.shell("KEY=" + key + "; " + curl + " -s")).startsWith("from ");
            assertThat(Jar.shell("KEY=none; " + curl + " -s -o /dev/null -w '%{http_code}'"))
                    .isEqualTo("401");
            gateway.terminate();
            assertThat(gateway.ended().code()).isZero();
        }
    }

    @Test
    void explain() throws Exception {
        Path head = Files.writeString(temp.resolve("head.txt"), "HTTP/1.1 200 OK\nCache-Control: max-age=60\n");
        String line = blocks.get(3)
                .replace("java -jar target/forebay.war", "\"$JAVA\" -jar \"$WAR\"")
                .replace("--conf conf", "--conf " + temp.resolve("conf"))
                .replace("head.txt", head.toString());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertThat(Jar.shell("JAVA=" + java + " WAR=" + System.getProperty("forebay.war") + "; " + line))
                .contains("app: http://127.0.0.1:9001", "60 s, stated by the response");
    }

    /** Step 1: the block takes the place of the pools that are shipped. */
    private void upstreams(String block) throws IOException {
        String pools = block;
        for (HttpServer origin : origins) {
            pools = pools.replaceFirst(
                    "10\\.0\\.0\\.1[12]:8080",
                    "127.0.0.1:" + origin.getAddress().getPort());
        }
        Path file = temp.resolve("conf/forebay.yaml");
        String shipped = Files.readString(file);
        Matcher old = Pattern.compile("(?m)^pools:\\n(?:(?: .*| *#.*)?\\n)*").matcher(shipped);
        assertThat(old.find()).isTrue();
        Files.writeString(file, shipped.substring(0, old.start()) + pools + "\n" + shipped.substring(old.end()));
    }

    /** Step 2: the secret; its line is where the text says that it goes, and the last rule is the one it names. */
    private String key(String block) throws Exception {
        Jar.Ended ended = jar.run(words(block));
        assertThat(ended.code()).as(ended.err()).isZero();
        List<String> printed = ended.out().lines().map(String::strip).toList();
        Path file = temp.resolve("conf/shiro.ini");
        String ini = Files.readString(file);
        assertThat(ini.stripTrailing()).endsWith("/** = deny");
        String rule = "/** = authc";
        Files.writeString(
                file,
                ini.stripTrailing()
                        .replaceFirst("/\\*\\* = deny$", Matcher.quoteReplacement(rule))
                        .replaceFirst("(?m)^\\[keys]$", Matcher.quoteReplacement("[keys]\n" + printed.get(3))));
        return printed.get(1);
    }
}
