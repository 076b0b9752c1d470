package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterMemberIT {
    @TempDir
    Path folder;

    private ClusterSettings settings(String yaml) throws IOException {
        Path file = folder.resolve("hazelcast.yaml");
        Files.writeString(file, yaml);
        return new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file));
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    @Test
    void off_starts_nothing() {
        Set<Thread> before = threads();
        assertThat(ClusterMember.start(
                        new ClusterSettings(ClusterSettings.Mode.OFF, Optional.empty()), "off", config -> {}))
                .isEmpty();
        assertThat(threads()).isSubsetOf(before);
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
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(threads().stream()
                                .filter(thread -> !before.contains(thread))
                                .filter(thread -> !ofTheJdk(thread))
                                .map(Thread::getName)
                                .collect(Collectors.toSet()))
                        .isEmpty());
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
