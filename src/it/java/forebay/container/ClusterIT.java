package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.cluster.ClusterKeys;
import forebay.cluster.ClusterMember;
import forebay.cluster.ClusterSettings;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes as processes of their own, in a cluster that is configured by the shipped hazelcast.yaml. Whether something is
 * stored is asked by requests that are never forwarded (RFC 9111 §5.2.1.7), so that asking again changes nothing.
 */
final class ClusterIT {
    private static final Duration SETTLED = Duration.ofMinutes(2);
    private static final int KEYS = 40;
    private static final String USER = "X-Api-Key: " + Conf.USER_KEY + "\r\n";
    private static final String ADMIN = "X-Api-Key: " + Conf.ADMIN_KEY + "\r\n";

    @TempDir
    static Path folder;

    private static final ConcurrentHashMap<String, AtomicInteger> forwarded = new ConcurrentHashMap<>();
    private static EchoOrigin origin;
    private static Nodes nodes;
    private static RunningContainer a;
    private static RunningContainer b;

    /** The nodes of one cluster. */
    private record Nodes(Path folder, Conf conf) {
        static Nodes in(Path folder) throws IOException {
            Conf conf = new Conf(folder.resolve("conf"), origin.url());
            conf.write("hazelcast.yaml", ShippedCluster.yaml());
            return new Nodes(folder, conf);
        }

        /** Starts one more, and waits until {@code all} members see each other. */
        RunningContainer start(String name, RunningContainer... others) throws IOException {
            RunningContainer node =
                    Container.JAR.start(Files.createDirectories(folder.resolve(name)), "", conf.folder());
            for (RunningContainer each : others) {
                awaitMembers(each, others.length + 1);
            }
            awaitMembers(node, others.length + 1);
            return node;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        origin = new EchoOrigin(head -> forwarded
                .computeIfAbsent(head.target(), target -> new AtomicInteger())
                .incrementAndGet());
        nodes = Nodes.in(folder.resolve("usual"));
        a = nodes.start("a");
        b = nodes.start("b", a);
    }

    @AfterAll
    static void stop() throws Exception {
        send(b, "KILL");
        send(a, "KILL");
        b.close();
        a.close();
        origin.close();
    }

    private static void awaitMembers(RunningContainer node, int count) {
        await().atMost(SETTLED)
                .untilAsserted(() -> assertThat(status(node).split("\"self\":(true|false)", -1))
                        .as(node.log())
                        .hasSize(count + 1));
    }

    private static String status(RunningContainer node) throws IOException {
        return request(node, "GET /_forebay/status.json", ADMIN).content();
    }

    private static Wire.Answer request(RunningContainer node, String line, String fields) throws IOException {
        return Wire.exchange(node.port(), line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    }

    private static List<String> paths(String kind) {
        return IntStream.range(0, KEYS)
                .mapToObj(i -> "/cacheable/" + kind + "/" + i)
                .toList();
    }

    /** Has {@code node} store what these paths name, and waits until the cluster has acknowledged it. */
    private static void store(RunningContainer node, List<String> paths) throws IOException {
        String lost = lostWrites(node);
        for (String path : paths) {
            assertThat(request(node, "GET " + path, USER).content()).isEqualTo(path.repeat(20));
        }
        await().atMost(SETTLED).untilAsserted(() -> assertThat(status(node)).contains("\"waiting_writes\":0"));
        assertThat(lostWrites(node)).isEqualTo(lost);
    }

    private static String lostWrites(RunningContainer node) throws IOException {
        return status(node).replaceFirst("(?s).*\"lost_writes\":(\\d+).*", "$1");
    }

    /** Waits until {@code node} answers from what is stored; it can not forward. */
    private static void awaitHit(RunningContainer node, String path) {
        await().atMost(SETTLED).untilAsserted(() -> {
            Wire.Answer answer = request(node, "GET " + path, USER + "Cache-Control: only-if-cached\r\n");
            answer.expect(200);
            assertThat(answer.content()).isEqualTo(path.repeat(20));
            assertThat(answer.field("Cache-Status").orElseThrow()).startsWith("forebay; hit");
        });
    }

    private static void awaitHits(RunningContainer node, List<String> paths) {
        paths.forEach(path -> awaitHit(node, path));
        paths.forEach(path -> assertThat(forwarded.get(path)).as(path).hasValue(1));
    }

    private static void send(RunningContainer node, String signal) throws Exception {
        String pid = Long.toString(node.javaProcess().pid());
        assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor())
                .isZero();
    }

    @Test
    void whatOneNodeStoredIsAHitOnTheOther() throws IOException {
        List<String> paths = paths("shared");
        store(a, paths);
        awaitHits(b, paths);
    }

    @Test
    void anUnsafeMethodOnOneNodeInvalidatesOnTheOther() throws IOException {
        List<String> path = List.of("/cacheable/changed");
        store(a, path);
        awaitHits(b, path);

        request(b, "POST " + path.get(0), USER + "Content-Length: 0\r\n").expect(200);

        for (RunningContainer node : List.of(a, b)) {
            await().atMost(SETTLED)
                    .untilAsserted(() -> request(node, "GET " + path.get(0), USER + "Cache-Control: only-if-cached\r\n")
                            .expect(504));
        }
        assertThat(request(a, "GET " + path.get(0), USER).field("Cache-Status").orElseThrow())
                .startsWith("forebay; fwd=uri-miss");
        awaitHit(b, path.get(0));
    }

    @Test
    void noCredentialIsInWhatTheNodesShare() throws Exception {
        List<String> paths = paths("credential");
        store(a, paths);
        ClusterSettings settings = new ClusterSettings(
                ClusterSettings.Mode.EMBEDDED,
                Optional.of(nodes.conf().folder().resolve("hazelcast.yaml")),
                ClusterKeys.NONE);
        String secret = Conf.USER_KEY.substring(Conf.USER_KEY.lastIndexOf('_') + 1);
        try (ClusterMember witness = ClusterMember.start(settings, "it-witness", config -> config.setLiteMember(true))
                .orElseThrow()) {
            Map<String, byte[]> shared = witness.hazelcast().getMap("forebay-responses");
            String all = shared.entrySet().stream()
                    .map(entry -> entry.getKey() + new String(entry.getValue(), StandardCharsets.ISO_8859_1))
                    .collect(Collectors.joining("\n"));
            assertThat(all)
                    .contains(paths)
                    .doesNotContainIgnoringCase("X-Api-Key")
                    .doesNotContain(secret);
        }
        awaitMembers(a, 2);
        awaitMembers(b, 2);
    }

    @Test
    void aLateNodeServesHitsAndLosesNothingWhenItStops() throws Exception {
        List<String> before = paths("before");
        store(a, before);
        List<String> own = paths("own");
        try (RunningContainer late = nodes.start("late", a, b)) {
            awaitHits(late, before);
            store(late, own);
            late.process().destroy();
            assertThat(late.process().waitFor()).as(late.log()).isIn(0, 143);
        }
        awaitMembers(a, 2);
        awaitHits(a, own);
        awaitHits(b, before);
    }

    @Test
    void aNodeThatHangsKeepsNoRequestOfAnotherFromItsAnswer() throws Exception {
        try (RunningContainer hanging = nodes.start("hanging", a, b)) {
            List<String> known = paths("known");
            store(hanging, known);
            send(hanging, "STOP");
            try {
                for (String path : known) {
                    assertThat(request(a, "GET " + path, USER).content()).isEqualTo(path.repeat(20));
                }
                for (String path : paths("unknown")) {
                    assertThat(request(b, "GET " + path, USER).content()).isEqualTo(path.repeat(20));
                }
                request(a, "POST /cacheable/x", USER + "Content-Length: 0\r\n").expect(200);
            } finally {
                send(hanging, "KILL");
            }
        }
        awaitMembers(a, 2);
        awaitMembers(b, 2);
    }

    @Test
    void whatWasStoredOutlivesTheNodeThatDies() throws Exception {
        Nodes three = Nodes.in(folder.resolve("dying"));
        try (RunningContainer first = three.start("first");
                RunningContainer second = three.start("second", first);
                RunningContainer third = three.start("third", first, second)) {
            List<String> stored = paths("stored");
            store(first, stored);

            send(first, "KILL");

            awaitHits(second, stored);
            awaitHits(third, stored);
            awaitMembers(second, 2);
            awaitMembers(third, 2);
            send(second, "KILL");
            send(third, "KILL");
        }
    }
}
