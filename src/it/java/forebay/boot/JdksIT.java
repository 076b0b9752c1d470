package forebay.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged WAR on every JDK of this machine that is new enough: those that the system property {@code forebay.jdks}
 * names (folders, parted as in a class path), else those in /usr/lib/jvm; and the one that runs the tests.
 */
class JdksIT {
    private static final int OLDEST = 17;
    private static final Path USUAL = Path.of("/usr/lib/jvm");
    private static final Pattern READY = Pattern.compile("Forebay is ready on (http://\\S+?)(,| )");

    @TempDir
    Path temp;

    static Stream<Path> jdks() throws IOException {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        String named = System.getProperty("forebay.jdks", "");
        if (!named.isEmpty()) {
            Stream.of(named.split(File.pathSeparator, -1)).map(Path::of).forEach(homes::add);
        } else if (Files.isDirectory(USUAL)) {
            try (Stream<Path> all = Files.list(USUAL)) {
                all.filter(home -> feature(home) >= OLDEST).forEach(homes::add);
            }
        }
        List<Path> real = new ArrayList<>();
        for (Path home : homes) {
            real.add(home.toRealPath());
        }
        return real.stream().distinct();
    }

    /** As the JDK's file {@code release} has it; 0 where there is none. */
    private static int feature(Path home) {
        try (var in = Files.newInputStream(home.resolve("release"))) {
            Properties release = new Properties();
            release.load(in);
            Matcher number = Pattern.compile("\"?(\\d+)").matcher(release.getProperty("JAVA_VERSION", ""));
            return number.lookingAt() ? Integer.parseInt(number.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void serves(Path home) throws Exception {
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("page".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            exchange.close();
        });
        origin.start();
        Path conf = Files.createDirectories(temp.resolve("conf"));
        Files.writeString(conf.resolve("shiro.ini"), "[urls]\n/** = anon\n");
        Files.writeString(
                conf.resolve("forebay.yaml"), """
                server: {address: 127.0.0.1, port: 0}
                pools:
                  app:
                    upstreams:
                      - url: http://127.0.0.1:%d
                """.formatted(origin.getAddress().getPort()));
        try (Jar.Running gateway = new Jar(temp, home).start("serve", "--conf", conf.toString())) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() ->
                            !gateway.isAlive() || READY.matcher(gateway.out()).find());
            Matcher ready = READY.matcher(gateway.out());
            assertThat(ready.find()).as(gateway.out() + gateway.err()).isTrue();
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(ready.group(1) + "/page")).build();
            for (String expected : List.of("fwd=uri-miss", "; hit")) {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("page");
                assertThat(answer.headers().firstValue("Cache-Status").orElse(""))
                        .contains(expected);
            }
            gateway.terminate();
            Jar.Ended ended = gateway.ended();
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.err()).doesNotContain("\tat ");
        } finally {
            origin.stop(0);
        }
    }
}
