package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterMemberIT {
    @TempDir
    Path folder;

    private ClusterSettings settings(String yaml) throws IOException {
        Path file = folder.resolve("hazelcast.yaml");
        Files.writeString(file, yaml);
        return new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), ClusterKeys.NONE);
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    @Test
    void off_starts_nothing() {
        assertThat(ClusterMember.start(
                        new ClusterSettings(ClusterSettings.Mode.OFF, Optional.empty(), ClusterKeys.NONE),
                        "off",
                        config -> {}))
                .isEmpty();
        assertThat(Hazelcast.getAllHazelcastInstances())
                .extracting(HazelcastInstance::getName)
                .doesNotContain("off");
        assertThat(threads()).extracting(Thread::getName).noneMatch(name -> name.contains("hz.off"));
    }

    @Test
    void it_listens_on_loopback_and_stops_without_leaving_a_thread() throws IOException {
        Set<Thread> before = threads();
        ClusterMember member = ClusterMember.start(
                        settings("hazelcast:\n  cluster-name: it-threads\n"), "it-threads", config -> {})
                .orElseThrow();
        assertThat(member.running()).isTrue();
        assertThat(member.size()).isEqualTo(1);
        assertThat(InetAddress.getByName(member.hazelcast()
                                .getCluster()
                                .getLocalMember()
                                .getAddress()
                                .getHost())
                        .isLoopbackAddress())
                .isTrue();
        member.hazelcast().getMap("any").set("key", "value");
        member.close();
        member.close();
        assertThat(member.running()).isFalse();
        await().untilAsserted(() -> assertThat(threads().stream()
                        .filter(thread -> !before.contains(thread))
                        .filter(thread -> !ofTheJdk(thread))
                        .map(Thread::getName)
                        .collect(Collectors.toSet()))
                .isEmpty());
    }

    @Test
    void a_call_starts_no_thread_on_few_processors_either() throws IOException {
        try (ClusterMember member = ClusterMember.start(
                        settings("hazelcast:\n  cluster-name: it-calls\n"), "it-calls", config -> {})
                .orElseThrow()) {
            IMap<String, String> map = member.hazelcast().getMap("any");
            long before = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
            for (int i = 0; i < 1_000; i++) {
                assertThat(map.getAsync("none").toCompletableFuture().join()).isNull();
            }
            assertThat(ManagementFactory.getThreadMXBean().getTotalStartedThreadCount() - before)
                    .isLessThan(500);
        }
    }

    /** Threads that the JDK or the test runner starts lazily and keeps. */
    private static boolean ofTheJdk(Thread thread) {
        String name = thread.getName();
        return name.startsWith("ForkJoinPool.commonPool")
                || name.startsWith("CompletableFutureDelayScheduler")
                || name.startsWith("awaitility")
                || name.startsWith("Cleaner")
                || name.startsWith("Common-Cleaner")
                || name.startsWith("process reaper");
    }

    @Test
    void members_find_each_other_by_the_shipped_file_with_tcp_ip_turned_on() throws IOException {
        ClusterSettings shipped = settings(ShippedCluster.yaml());
        try (ClusterMember first = ClusterMember.start(shipped, "it-shipped-1", config -> {})
                        .orElseThrow();
                ClusterMember second = ClusterMember.start(shipped, "it-shipped-2", config -> {})
                        .orElseThrow()) {
            await().until(() -> first.size() == 2 && second.size() == 2);
        }
    }

    /** Else {@link StartRefusals} would keep from starting what could start. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network: {join: {tcp-ip: {enabled: true, member-list: ['127.0.0.1:5701-5720']}}}",
                "network: {interfaces: {enabled: true, interfaces: [10.255.255.254]}}",
                "network: {ssl: {enabled: true}}",
                "network: {symmetric-encryption: {enabled: true}}",
                "security: {enabled: true}",
                "auditlog: {enabled: true, factory-class-name: x}",
                "persistence: {enabled: true}",
                "native-memory: {enabled: true}",
                "cp-subsystem: {cp-member-count: 3}",
                "map: {forebay-responses: {in-memory-format: NATIVE}}",
                "map: {forebay-responses: {merge-policy: {class-name: Newest}}}",
                "properties: {hazelcast.max.no.heartbeat.seconds: 10s}"
            })
    void what_is_found_beforehand_is_refused_by_hazelcast(String yaml) throws IOException {
        Config config =
                MemberConfig.load(settings("hazelcast:\n  " + yaml + "\n").file(), "it-refused");
        config.setProperty("hazelcast.max.join.seconds", "3");
        try {
            assertThatThrownBy(() -> {
                        HazelcastInstance started = Hazelcast.newHazelcastInstance(config);
                        started.getMap("forebay-responses").get("key");
                        started.getCPSubsystem().getAtomicLong("any").get();
                    })
                    .isInstanceOf(RuntimeException.class);
        } finally {
            Hazelcast.getAllHazelcastInstances().stream()
                    .filter(each -> each.getName().equals("it-refused"))
                    .forEach(each -> each.getLifecycleService().terminate());
        }
    }

    @Test
    void a_name_is_taken_once() throws IOException {
        ClusterSettings settings = settings("hazelcast:\n  cluster-name: it-twice\n");
        try (ClusterMember first =
                ClusterMember.start(settings, "it-twice", config -> {}).orElseThrow()) {
            assertThat(first.running()).isTrue();
            assertThatThrownBy(() -> ClusterMember.start(settings, "it-twice", config -> {}))
                    .isInstanceOf(RuntimeException.class)
                    .hasMessageContaining("it-twice");
        }
    }
}
