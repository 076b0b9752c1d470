package forebay.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import forebay.balance.BalanceSettings;
import forebay.balance.DiscoverySettings;
import forebay.balance.DiscoverySettings.Dns;
import forebay.balance.DiscoverySettings.InFile;
import forebay.balance.HealthSettings;
import forebay.balance.LimitSettings;
import forebay.balance.Pool;
import forebay.balance.PoolSettings;
import forebay.balance.RetrySettings;
import forebay.balance.Upstream;
import forebay.balance.UpstreamSettings;
import forebay.config.UpstreamFile;
import forebay.discovery.Discoveries.Missing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams are found by DNS and in files, while the gateway runs. */
class DiscoveryIT {
    private static final Duration SHORT = Duration.ofMillis(50);

    /** How long an answer is waited for that is to come. */
    private static final Duration PATIENT = Duration.ofSeconds(60);

    /** How long one is waited for that may not come. */
    private static final Duration IMPATIENT = Duration.ofMillis(500);

    private final Discoveries discoveries = new Discoveries(UpstreamFile::read, new Random(1), () -> Instant.EPOCH);

    @TempDir
    private Path folder;

    private ScriptedDns dns;

    @BeforeEach
    void start() throws IOException {
        dns = new ScriptedDns();
    }

    @AfterEach
    void stop() throws IOException {
        discoveries.close();
        dns.close();
    }

    private Dns asking(boolean service, InetSocketAddress... servers) {
        return asking(service, PATIENT, servers);
    }

    private Dns asking(boolean service, Duration timeout, InetSocketAddress... servers) {
        return new Dns(
                service ? "_http._tcp.app.test" : "app.test",
                service,
                "http",
                service ? 0 : 8080,
                List.of(servers),
                SHORT,
                Duration.ofSeconds(60),
                timeout);
    }

    private Source.Found look(Dns settings) throws IOException {
        return new DnsSource(settings, new Random(1)).look();
    }

    private static Pool pool(DiscoverySettings discovery, Pool previous, String... declared) {
        return Pool.of(
                new PoolSettings(
                        "app",
                        List.of(declared).stream()
                                .map(url -> new UpstreamSettings(URI.create(url), 1))
                                .toList(),
                        HealthSettings.DEFAULT,
                        RetrySettings.DEFAULT,
                        LimitSettings.DEFAULT,
                        BalanceSettings.DEFAULT,
                        Optional.of(discovery)),
                previous,
                System::nanoTime);
    }

    private long failures() {
        return discoveries.reports().get("app").failures();
    }

    private static List<String> names(Pool pool) {
        return pool.upstreams().stream().map(Upstream::name).toList();
    }

    @Test
    void addressesOfBothKindsHoldAsLongAsTheShortestTtl() throws Exception {
        dns.alias("other.test", 1000)
                .address("192.0.2.1", 40)
                .address("192.0.2.1", 40)
                .address("2001:db8::1", 30);
        Source.Found found = look(asking(false, dns.address()));
        assertThat(found.upstreams())
                .extracting(each -> each.url().toString())
                .containsExactly("http://192.0.2.1:8080", "http://[2001:db8:0:0:0:0:0:1]:8080");
        assertThat(found.holds()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theTtlIsKeptWithinBounds() throws Exception {
        dns.address("192.0.2.1", 0);
        assertThat(look(asking(false, dns.address())).holds()).isEqualTo(SHORT);
        dns.clear().address("192.0.2.1", 100_000);
        assertThat(look(asking(false, dns.address())).holds()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void servicesTellPortWeightAndPriority() throws Exception {
        dns.service("a.test", 81, 5, 0, 9).service("b.test", 82, 0, 3, 9);
        assertThat(look(asking(true, dns.address())).upstreams())
                .containsExactly(
                        new UpstreamSettings(URI.create("http://a.test:81"), 5, 0, Optional.empty()),
                        new UpstreamSettings(URI.create("http://b.test:82"), 1, 3, Optional.empty()));
    }

    @Test
    void aTruncatedAnswerIsAskedForByTcp() throws Exception {
        dns.address("192.0.2.1", 9);
        dns.truncated = true;
        assertThat(look(asking(false, dns.address())).upstreams()).hasSize(1);
        assertThat(dns.askedByStream).hasPositiveValue();
    }

    @Test
    void anAnswerToAnotherQuestionIsPassedOver() throws Exception {
        dns.address("192.0.2.1", 9);
        dns.forged = true;
        assertThat(look(asking(false, dns.address())).upstreams()).hasSize(1);
        dns.silent = true;
        assertThatThrownBy(() -> look(asking(false, IMPATIENT, dns.address()))).hasMessageContaining("timed out");
    }

    @Test
    void theNextServerIsAskedWhereOneIsSilent() throws Exception {
        try (ScriptedDns other = new ScriptedDns()) {
            dns.silent = true;
            other.address("192.0.2.7", 9);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(look(asking(false, IMPATIENT, dns.address(), other.address()))
                                    .upstreams())
                            .hasSize(1));
        }
    }

    @Test
    void whatCanNotBeFoundSaysWhy() {
        assertThatThrownBy(() -> look(asking(false, dns.address()))).hasMessage("app.test has no addresses");
        assertThatThrownBy(() -> look(asking(true, dns.address()))).hasMessage("_http._tcp.app.test has no services");
        dns.code = 3;
        assertThatThrownBy(() -> look(asking(false, dns.address()))).hasMessage("there is no name app.test");
        dns.code = 2;
        assertThatThrownBy(() -> look(asking(false, dns.address()))).hasMessageContaining("code 2");
    }

    @Test
    void aPoolFollowsItsNameAndFailuresChangeNothing() throws Exception {
        dns.address("192.0.2.1", 0).address("192.0.2.2", 0);
        Pool pool = pool(asking(false, dns.address()), null, "http://declared:80");
        discoveries.follow(List.of(pool));
        assertThat(names(pool))
                .as("found before follow returns")
                .containsExactly("http://declared:80", "http://192.0.2.1:8080", "http://192.0.2.2:8080");
        pool.upstreams().get(2).state().begin();

        dns.clear().address("192.0.2.2", 0).address("192.0.2.3", 0);
        await().until(() -> names(pool).contains("http://192.0.2.3:8080"));
        assertThat(names(pool)).doesNotContain("http://192.0.2.1:8080");
        assertThat(pool.upstreams().get(1).state().inFlight()).as("state stays").isEqualTo(1);

        dns.code = 3;
        await().until(() -> failures() > 2);
        assertThat(names(pool)).hasSize(3);
        assertThat(discoveries.reports().get("app").missing().orElseThrow())
                .returns(Instant.EPOCH, Missing::since)
                .extracting(Missing::why)
                .asString()
                .contains("app.test");
        dns.code = 0;
        dns.clear().address("192.0.2.4", 0);
        await().until(() -> names(pool).equals(List.of("http://declared:80", "http://192.0.2.4:8080")));
        await().until(() -> discoveries.reports().get("app").missing().isEmpty());
    }

    @Test
    void aReloadKeepsWhatWasFoundAndEndsWhatIsNotAskedForAnyMore() throws Exception {
        dns.address("192.0.2.1", 0);
        Pool before = pool(asking(false, IMPATIENT, dns.address()), null);
        discoveries.follow(List.of(before));
        await().until(() -> names(before).equals(List.of("http://192.0.2.1:8080")));
        dns.silent = true;
        Pool after = pool(asking(false, IMPATIENT, dns.address()), before);
        assertThat(names(after)).containsExactly("http://192.0.2.1:8080");
        discoveries.follow(List.of(after));
        before.close();
        dns.silent = false;
        dns.clear().address("192.0.2.2", 0);
        await().until(() -> names(after).equals(List.of("http://192.0.2.2:8080")));

        discoveries.follow(List.of());
        assertThat(discoveries.reports()).isEmpty();
        AtomicInteger asked = new AtomicInteger(-1);
        await("no more is asked")
                .pollInterval(Duration.ofMillis(300))
                .until(() -> asked.getAndSet(dns.asked.get()) == dns.asked.get());
    }

    @Test
    void aFileIsFollowedAndABrokenOneChangesNothing() throws Exception {
        Path file = folder.resolve("upstreams.yaml");
        Files.writeString(file, "- {url: 'http://a:1', weight: 3, priority: 1, zone: east}\n- url: http://b:2\n");
        Pool pool = pool(new InFile(file, SHORT), null);
        discoveries.follow(List.of(pool));
        assertThat(names(pool)).containsExactly("http://a:1", "http://b:2");
        assertThat(pool.upstreams().get(0))
                .extracting(Upstream::weight, Upstream::priority, Upstream::zone)
                .containsExactly(3, 1, Optional.of("east"));

        Files.writeString(file, "[{\"url\": \"http://c:3\"}]");
        await().until(() -> names(pool).equals(List.of("http://c:3")));

        for (String broken :
                List.of("[", "[]", "- url: nowhere", "- {url: 'http://d:4', wieght: 1}", "url: http://d:4")) {
            Files.writeString(file, broken);
            long failures = failures();
            await().until(() -> failures() > failures + 1);
            assertThat(names(pool)).as(broken).containsExactly("http://c:3");
        }
        Files.delete(file);
        long failures = failures();
        await().until(() -> failures() > failures + 1);
        assertThat(names(pool)).containsExactly("http://c:3");
    }

    @Test
    void everythingThatIsWrongInAFileIsTold() throws Exception {
        Path file = folder.resolve("upstreams.yaml");
        Files.writeString(file, "- {url: 'http://d:4', wieght: 1}\n- {url: 'http://d:4', weight: 0}\n");
        assertThatThrownBy(() -> UpstreamFile.read(file))
                .hasMessageContaining("[0].wieght: is not a known key; did you mean weight?")
                .hasMessageContaining("[1].weight: \"0\" is below 1")
                .hasMessageContaining("is the same upstream as the one on line 1");
    }

    @Test
    void theSystemsServersAreReadFromResolvConf() throws Exception {
        Path conf = folder.resolve("resolv.conf");
        Files.writeString(conf, "# comment\nsearch x\nnameserver 192.0.2.53\nnameserver 2001:db8::53\n");
        assertThat(SystemServers.read(conf))
                .containsExactly(new InetSocketAddress("192.0.2.53", 53), new InetSocketAddress("2001:db8::53", 53));
        Files.writeString(conf, "search x\n");
        assertThatThrownBy(() -> SystemServers.read(conf)).hasMessageContaining("names no server");
    }

    @Test
    void brokenMessagesAreRefused() {
        byte[] question = DnsMessage.question(7, "a.test", DnsMessage.RecordType.A);
        byte[] answer = java.util.Arrays.copyOf(question, question.length + 2);
        answer[2] = (byte) 0x81;
        answer[7] = 1;
        answer[question.length] = (byte) 0xc0;
        answer[question.length + 1] = (byte) question.length;
        assertThatThrownBy(() -> DnsMessage.read(answer, DnsMessage.RecordType.A))
                .as("a pointer to itself")
                .isInstanceOf(IOException.class);
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            try {
                DnsMessage.read(noise, DnsMessage.RecordType.SRV);
                DnsMessage.answers(noise, question, "a.test");
            } catch (IOException refused) {
                assertThat(refused).hasMessage("a broken answer");
            }
        }
    }
}
