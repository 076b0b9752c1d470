package forebay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import forebay.exchange.Attempt;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AccessLogTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration FLUSH = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void aLineSaysWhatBecameOfTheRequest() throws IOException {
        JsonNode line = line(
                new SampleExchange()
                        .target("/p%C3%A9/x?q=1")
                        .caller(new Caller("keys", "ci-7", Set.of("reader")))
                        .cache(new CacheStatus(
                                false,
                                Optional.of(CacheStatus.Forward.STALE),
                                OptionalInt.of(304),
                                true,
                                Optional.of(true),
                                OptionalLong.of(60),
                                Optional.of("https://shop.test/p?q=1"),
                                Optional.of("freshened")))
                        .attempt(
                                "http://a:1",
                                Attempt.Outcome.CONNECT_FAILED,
                                OptionalInt.empty(),
                                Duration.ofNanos(1_500_000))
                        .attempt("http://b:2", Attempt.Outcome.ANSWERED, OptionalInt.of(304), Duration.ofMillis(9)),
                false);

        assertThat(line).isEqualTo(JSON.readTree("""
                {"time":"2026-02-03T04:05:06.789Z","id":"r-1","client":"192.0.2.7","peer":"10.0.0.1",
                 "realm":"keys","principal":"ci-7","method":"GET","scheme":"https","host":"shop.test",
                 "path":"/p%C3%A9/x","status":200,"bytes":1234,"duration_ms":12.345,"aborted":false,"route":"shop",
                 "upstream":"http://b:2",
                 "attempts":[{"upstream":"http://a:1","outcome":"connect-failed","duration_ms":1.500},
                             {"upstream":"http://b:2","outcome":"answered","status":304,"duration_ms":9.000}],
                 "cache":{"hit":false,"fwd":"stale","fwd_status":304,"stored":true,"collapsed":true,"ttl":60,
                          "detail":"freshened"},
                 "generation":4}"""));
    }

    @Test
    void whatIsNotThereIsNotSaid() throws IOException {
        JsonNode line = line(new SampleExchange().route(Optional.empty()).refusal("target-dot-segment"), false);

        assertThat(line.propertyNames())
                .containsExactly(
                        "time",
                        "id",
                        "client",
                        "peer",
                        "method",
                        "scheme",
                        "host",
                        "path",
                        "status",
                        "bytes",
                        "duration_ms",
                        "aborted",
                        "refusal",
                        "generation");
        assertThat(line.get("refusal").asString()).isEqualTo("target-dot-segment");
    }

    @Test
    void theQueryIsSaidOnlyByOption() throws IOException {
        SampleExchange search = new SampleExchange().target("/p?token=t0p&x=?");

        assertThat(line(search, false).toString()).doesNotContain("t0p");
        assertThat(line(search, true).get("query").asString()).isEqualTo("token=t0p&x=?");
        assertThat(line(search, true).get("path").asString()).isEqualTo("/p");
    }

    @Test
    void credentialsAndCookiesAreNeverSaid() throws IOException {
        String line = line(
                        new SampleExchange()
                                .fields("Authorization", "Bearer s3cret", "Cookie", "sid=s3cret", "X-Api-Key", "s3cret")
                                .caller(new Caller("keys", "ci-7", Set.of())),
                        true)
                .toString();

        assertThat(line).doesNotContain("s3cret").contains("ci-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n{\"status\":200}",
                "\r\n",
                "\",\"status\":200,\"x\":\"",
                "\\",
                "\u0000\u001b[2J\u0007",
                "\u007f\u009b31m",
                "\u2028\u2029\u0085",
                "\u202ed-lleh",
                "\ud800 alone",
                "h\u00e4\u4e2d\ud83d\ude00"
            })
    void nothingSentForgesALine(String evil) throws IOException {
        String written = written(
                new SampleExchange()
                        .id(evil)
                        .method(evil)
                        .authority(evil)
                        .target("/" + evil)
                        .caller(new Caller(evil, evil, Set.of())),
                false);

        assertThat(written).matches("\\{[ -~]*}\n");
        JsonNode line = JSON.readTree(written);
        assertThat(line.get("status").asInt()).isEqualTo(200);
        for (String name : List.of("id", "method", "host", "realm", "principal")) {
            assertThat(line.get(name).asString()).isEqualTo(evil);
        }
        assertThat(line.get("path").asString()).isEqualTo("/" + evil);
    }

    @Test
    void aLongTargetIsCut() throws IOException {
        JsonNode line = line(new SampleExchange().target("/" + "x".repeat(20_000)), false);

        assertThat(line.get("path").asString()).hasSize(4096);
    }

    @Test
    void whatTheQueueDoesNotTakeIsCounted() {
        Gate gate = new Gate();
        AccessLog log = new AccessLog(settings(2), gate, FLUSH);
        new SampleExchange().id("first").run(log, 200);
        await().until(() -> gate.entered.getCount() == 0);

        for (int i = 0; i < 5; i++) {
            new SampleExchange().id("later-" + i).run(log, 200);
        }

        assertThat(log.dropped()).isEqualTo(3);
        gate.open.countDown();
        log.close();
        assertThat(gate.ids()).containsExactly("first", "later-0", "later-1");
        assertThat(log.dropped()).isEqualTo(3);
        assertThat(gate.closed).isTrue();
    }

    @Test
    void closeGivesUpOnAnOutputThatBlocksAndLeavesNoThread() {
        Gate gate = new Gate();
        AccessLog log = new AccessLog(settings(8), gate, Duration.ofMillis(50));
        new SampleExchange().run(log, 200);
        await().until(() -> gate.entered.getCount() == 0);
        new SampleExchange().run(log, 200);

        log.close();

        await().until(() -> writers().isEmpty() && log.dropped() == 2);
    }

    @Test
    void afterCloseLinesAreDroppedAndCounted() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AccessLog log = new AccessLog(settings(8), LogOutput.to(bytes), FLUSH);
        log.close();

        new SampleExchange().run(log, 200);

        assertThat(log.dropped()).isEqualTo(1);
        assertThat(bytes.size()).isZero();
        assertThat(writers()).isEmpty();
    }

    @Test
    void aWriteThatBreaksOffLosesItsLinesAndNoLater() {
        Torn torn = new Torn(40);
        AccessLog log = new AccessLog(settings(8), torn, FLUSH);
        new SampleExchange().id("lost").run(log, 200);
        await().until(() -> log.dropped() == 1);
        new SampleExchange().id("kept").run(log, 200);
        log.close();

        String[] lines = torn.bytes.toString(StandardCharsets.UTF_8).split("\n", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).hasSize(40);
        assertThat(JSON.readTree(lines[1]).get("id").asString()).isEqualTo("kept");
        assertThat(log.dropped()).isEqualTo(1);
    }

    @Test
    @EnabledIf("hasFullDevice")
    void aFullDiskCostsLinesAndNothingElse() throws IOException {
        AccessLog log = AccessLog.open(new AccessLogSettings(true, Optional.of(Path.of("/dev/full")), 8, false));
        new SampleExchange().run(log, 200);

        await().until(() -> log.dropped() == 1);
        log.close();
    }

    static boolean hasFullDevice() {
        return Files.exists(Path.of("/dev/full"));
    }

    @Test
    void aFileThatWasRotatedAwayIsOpenedAnew() throws IOException {
        Path file = folder.resolve("access.log");
        Path rotated = folder.resolve("access.log.1");
        Files.writeString(file, "older\n");
        AccessLog log = AccessLog.open(new AccessLogSettings(true, Optional.of(file), 8, false));
        new SampleExchange().id("before").run(log, 200);
        await().until(() -> Files.readString(file).contains("before"));

        Files.move(file, rotated);
        new SampleExchange().id("after").run(log, 200);
        log.close();

        assertThat(Files.readAllLines(rotated)).hasSize(2).first().isEqualTo("older");
        assertThat(Files.readAllLines(file)).hasSize(1).first().asString().contains("\"id\":\"after\"");
        assertThat(log.dropped()).isZero();
    }

    @Test
    void aFileThatCanNotBeOpenedFailsAtTheStart() {
        Path file = folder.resolve("no-such-folder/access.log");

        assertThatThrownBy(() -> AccessLog.open(new AccessLogSettings(true, Optional.of(file), 8, false)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-folder");
        assertThat(writers()).isEmpty();
    }

    private static JsonNode line(SampleExchange sample, boolean logQuery) throws IOException {
        return JSON.readTree(written(sample, logQuery));
    }

    private static String written(SampleExchange sample, boolean logQuery) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AccessLog log =
                new AccessLog(new AccessLogSettings(true, Optional.empty(), 8, logQuery), LogOutput.to(bytes), FLUSH);
        sample.run(log, 200);
        log.close();
        assertThat(log.dropped()).isZero();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static AccessLogSettings settings(int queueLines) {
        return new AccessLogSettings(true, Optional.empty(), queueLines, false);
    }

    private static List<String> writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(AccessLog.THREAD::equals)
                .toList();
    }

    /** Takes nothing until it is opened. */
    private static final class Gate implements LogOutput {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        final List<String> lines = new ArrayList<>();
        volatile boolean closed;

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            lines.addAll(StandardCharsets.UTF_8.decode(bytes).toString().lines().toList());
        }

        @Override
        public void close() {
            closed = true;
        }

        List<String> ids() {
            return lines.stream()
                    .map(line -> JSON.readTree(line).get("id").asString())
                    .toList();
        }
    }

    /** Breaks off the first write after some bytes, as a disk does that fills up. */
    private static final class Torn implements LogOutput {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int left;
        private boolean broken;

        Torn(int left) {
            this.left = left;
        }

        @Override
        public void write(ByteBuffer lines) throws IOException {
            while (lines.hasRemaining() && (broken || left-- > 0)) {
                bytes.write(lines.get());
            }
            if (!broken) {
                broken = true;
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void anExchangeWithoutAStatusIsLoggedAsAborted() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AccessLog log = new AccessLog(settings(8), LogOutput.to(bytes), FLUSH);
        Exchange exchange = new SampleExchange().begin(log);
        exchange.finish(0, 1_000, true);
        log.close();

        JsonNode line = JSON.readTree(bytes.toString(StandardCharsets.UTF_8));
        assertThat(line.get("status").asInt()).isZero();
        assertThat(line.get("aborted").asBoolean()).isTrue();
    }
}
