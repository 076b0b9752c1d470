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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "Your own upstreams and a key, in three steps" of README.md, typed as it stands there; only the addresses are those of
 * this machine, the WAR is where this build put it, and keys are the ones that were made. (The first command is
 * DemoIT's.)
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
    private Path conf;

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
        conf = temp.resolve("my-conf");
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

    /** A line for the shell, with the paths and the port of this test in place of those that a reader has. */
    private String here(String line, String port) {
        return line.replace("java -jar target/forebay.war", "'" + Jar.JAVA + "' -jar '" + Jar.WAR + "'")
                .replace("cp -r conf", "cp -r '" + Path.of("conf").toAbsolutePath() + "'")
                .replace("my-conf", "'" + conf + "'")
                .replace("head.txt", "'" + temp.resolve("head.txt") + "'")
                .replace("localhost:8080", "127.0.0.1:" + port);
    }

    /** The words of a line that begins with {@code java -jar target/forebay.war}. */
    private String[] words(String line) {
        String start = "java -jar target/forebay.war ";
        assertThat(line).startsWith(start);
        return line.substring(start.length())
                .replace("my-conf", conf.toString())
                .split(" ", -1);
    }

    @Test
    void threeStepsAndAPurge() throws Exception {
        assertThat(blocks)
                .as("copy, YAML, key, check and start, curl, explain, purge")
                .hasSize(7);
        Jar.shell(here(blocks.get(0), ""));
        upstreams(blocks.get(1));
        String key = key(blocks.get(2));
        String purgeKey = key("java -jar target/forebay.war key --id publisher --role purge");
        List<String> lines = blocks.get(3).lines().toList();
        assertThat(lines).hasSize(2);

        Jar.Ended check = jar.run(words(lines.get(0)));
        assertThat(check.code()).as(check.out() + check.err()).isZero();

        List<String> serve = new ArrayList<>(List.of(words(lines.get(1))));
        serve.addAll(List.of("--port", "0"));
        try (Jar.Running gateway = jar.start(serve.toArray(String[]::new))) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() ->
                            !gateway.isAlive() || READY.matcher(gateway.out()).find());
            Matcher ready = READY.matcher(gateway.out());
            assertThat(ready.find()).as(gateway.out() + gateway.err()).isTrue();
            String curl = here(blocks.get(4), ready.group(1));
            assertThat(Jar.shell(curl.replace("fbk_alice_…", key)))
                    .startsWith("HTTP/1.1 200")
                    .contains("from ");
            assertThat(Jar.shell(curl.replace("fbk_alice_…", "none"))).startsWith("HTTP/1.1 401");
            String purge = here(blocks.get(6), ready.group(1));
            assertThat(Jar.shell("PURGE_KEY=" + purgeKey + "; " + purge))
                    .contains("\"number\":1", "\"acknowledged\":1");
            assertThat(Jar.shell("PURGE_KEY=" + key + "; " + purge)).contains("\"status\":403");
            gateway.terminate();
            assertThat(gateway.ended().code()).isZero();
        }
    }

    @Test
    void explain() throws Exception {
        Jar.shell(here(blocks.get(0), ""));
        assertThat(Jar.shell(here(blocks.get(5), "")))
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
        Path file = conf.resolve("forebay.yaml");
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
        Path file = conf.resolve("shiro.ini");
        String ini = Files.readString(file);
        assertThat(ini.stripTrailing()).containsPattern("\n/\\*\\* = (deny|authc)$");
        String rule = "/** = authc";
        Files.writeString(
                file,
                ini.stripTrailing()
                        .replaceFirst("/\\*\\* = deny$", Matcher.quoteReplacement(rule))
                        .replaceFirst("(?m)^\\[keys]$", Matcher.quoteReplacement("[keys]\n" + printed.get(3))));
        return printed.get(1);
    }
}
