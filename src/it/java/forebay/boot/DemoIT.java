package forebay.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a newcomer meets it: every line that it prints is run by a real shell, exactly as printed. */
class DemoIT {
    @TempDir
    static Path temp;

    private static Jar jar;
    private static Jar.Running demo;
    private static String printed;
    private static List<String> lines;

    @BeforeAll
    static void start(TestReporter reporter) throws Exception {
        long begin = System.nanoTime();
        jar = new Jar(temp);
        demo = jar.start("demo");
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> !demo.isAlive() || demo.out().contains("/status.json\n"));
        reporter.publishEntry("demo ready after "
                + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
        printed = demo.out();
        assertThat(demo.isAlive()).as(printed + demo.err()).isTrue();
        lines = printed.lines()
                .filter(line -> line.startsWith("  "))
                .map(String::strip)
                .toList();
    }

    @AfterAll
    static void stopAndFindNothingLeft() throws Exception {
        demo.terminate();
        Jar.Ended ended = demo.ended();
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).doesNotContain("\tat ");
        try (Stream<Path> left = Files.list(jar.temp())) {
            assertThat(left).isEmpty();
        }
    }

    /** Runs one line of the tour. */
    private static String run(int index) throws Exception {
        return Jar.shell(lines.get(index));
    }

    @Test
    void everyIndentedLineIsForTheShell() {
        assertThat(lines).hasSize(7).allMatch(line -> line.startsWith("curl ") || line.startsWith("for "));
    }

    @Test
    void accessControl() throws Exception {
        assertThat(run(0)).startsWith("HTTP/1.1 401").containsIgnoringCase("www-authenticate:");
        assertThat(run(1)).startsWith("HTTP/1.1 200").contains("origin-");
    }

    @Test
    void balancing() throws Exception {
        assertThat(run(2).lines().map(String::strip)).containsExactly("6 origin-a", "4 origin-b", "2 origin-c");
    }

    @Test
    void caching() throws Exception {
        List<String> status = run(3).lines().toList();
        assertThat(status).hasSize(2);
        assertThat(status.get(0)).contains("fwd=");
        assertThat(status.get(1)).contains("; hit");
        assertThat(run(4).lines()).hasSize(2).allMatch(line -> line.startsWith("200 after "));
    }

    @Test
    void personal() throws Exception {
        String key = lines.get(1).replaceAll(".*X-Api-Key: (\\S+)'.*", "$1");
        assertThat(key).startsWith("fbk_demo_");
        String answer = run(5);
        assertThat(answer).startsWith("HTTP/1.1 200").contains("for you alone, from origin-", "X-Forwarded-For:");
        assertThat(answer).doesNotContain(key).doesNotContainIgnoringCase("x-api-key");
        assertThat(run(5)).doesNotContain("; hit");
    }

    @Test
    void dashboard() throws Exception {
        assertThat(run(6)).startsWith("{").contains("\"demo\"", "http://127.0.0.1:");
        String address =
                printed.replaceAll("(?s).*open (\\S+) in a browser; user (\\S+), password (\\S+)\\s.*", "$1 $2:$3");
        String[] parts = address.split(" ", 2);
        String byPassword = Jar.shell("curl -s -o /dev/null -w '%{http_code}' -u '" + parts[1] + "' " + parts[0]);
        assertThat(byPassword).isEqualTo("200");
        assertThat(Jar.shell("curl -s -o /dev/null -w '%{http_code}' " + parts[0]))
                .isEqualTo("401");
    }
}
