package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWatchTest {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private final List<Set<Path>> told = new CopyOnWriteArrayList<>();
    private final List<Path> watched = new CopyOnWriteArrayList<>();
    private final List<FileWatch> started = new CopyOnWriteArrayList<>();
    private Path yaml;
    private Path ini;

    @BeforeEach
    void files() throws IOException {
        yaml = Files.writeString(folder.resolve("forebay.yaml"), "a");
        ini = Files.writeString(folder.resolve("shiro.ini"), "b");
        watched.addAll(List.of(yaml, ini));
    }

    @AfterEach
    void stop() {
        started.forEach(FileWatch::stop);
    }

    private FileWatch start(Consumer<Set<Path>> changed) {
        FileWatch watch = FileWatch.start(() -> watched, INTERVAL, changed);
        started.add(watch);
        return watch;
    }

    /** A write that the machine stalls half-way may rest twice, so that it is told twice. */
    private void awaitTold(Path file) {
        await().untilAsserted(() -> assertThat(told).contains(Set.of(file)));
        told.clear();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(FileWatch.THREAD_NAME))
                .toList();
    }

    @Test
    void aFileThatIsWrittenInPlaceIsNoticed() throws IOException {
        start(told::add);

        Files.writeString(yaml, "changed");

        awaitTold(yaml);
    }

    @Test
    void otherContentOfTheSameSizeAndTimeIsNoticed() throws IOException {
        FileTime time = Files.getLastModifiedTime(yaml);
        CopyOnWriteArrayList<Integer> looks = new CopyOnWriteArrayList<>();
        // Written within a look, so that the watch never sees another time than the first.
        started.add(FileWatch.start(
                () -> {
                    looks.add(0);
                    if (looks.size() == 2) {
                        write(yaml, "c");
                        touch(yaml, time);
                    }
                    return watched;
                },
                INTERVAL,
                told::add));

        awaitTold(yaml);
    }

    @Test
    void aFileThatAnEditorRenamesOverIsNoticed() throws IOException {
        start(told::add);

        Path fresh = Files.writeString(folder.resolve(".forebay.yaml.swp"), "a");
        Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(yaml));
        Files.move(fresh, yaml, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        awaitTold(yaml);
    }

    @Test
    void aTouchedFileIsNoticed() throws IOException {
        start(told::add);

        Files.setLastModifiedTime(ini, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        awaitTold(ini);
    }

    @Test
    void aSwappedLinkOfAFolderAboveIsNoticed() throws IOException {
        for (String version : List.of("v1", "v2")) {
            Files.createDirectory(folder.resolve(version));
            Files.writeString(folder.resolve(version + "/forebay.yaml"), "same");
        }
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("v1"));
        Path mounted = Files.createSymbolicLink(folder.resolve("mounted.yaml"), Path.of("..data/forebay.yaml"));
        watched.add(mounted);
        start(told::add);

        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("v2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        awaitTold(mounted);
    }

    @Test
    void removalAndReturnAreNoticed() throws IOException {
        start(told::add);

        Files.delete(ini);
        awaitTold(ini);
        Files.writeString(ini, "b");

        awaitTold(ini);
    }

    @Test
    void aFileThatJoinsIsKnownAsItIsAndWatchedFromThenOn() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s");
        start(told::add);

        watched.add(secret);
        Files.writeString(yaml, "changed");
        awaitTold(yaml);
        Files.writeString(secret, "t");

        awaitTold(secret);
    }

    @Test
    void aFileThatKeepsChangingIsToldOnceItRests() throws Exception {
        CountDownLatch firstLook = new CountDownLatch(1);
        CopyOnWriteArrayList<Integer> looks = new CopyOnWriteArrayList<>();
        FileWatch watch = FileWatch.start(
                () -> {
                    // Each of the first looks finds another content; the state rests after the fifth.
                    int look = looks.size();
                    looks.add(look);
                    if (look > 0 && look <= 5) {
                        write(yaml, "change " + look);
                    }
                    firstLook.countDown();
                    return watched;
                },
                INTERVAL,
                files -> {
                    told.add(files);
                    assertThat(looks).hasSizeGreaterThan(6);
                });
        started.add(watch);

        assertThat(firstLook.await(60, TimeUnit.SECONDS)).isTrue();
        await().untilAsserted(() -> assertThat(told).containsExactly(Set.of(yaml)));
        int then = looks.size();
        await().until(() -> looks.size() > then + 3);
        assertThat(told).hasSize(1);
    }

    @Test
    void whatTheCallbackThrowsDoesNotEndTheWatch() throws IOException {
        start(files -> {
            told.add(files);
            throw new IllegalStateException("could not reload");
        });

        Files.writeString(yaml, "changed");
        awaitTold(yaml);
        Files.writeString(ini, "changed");

        awaitTold(ini);
    }

    @Test
    void oneDaemonThreadWatchesAndIsGoneAfterStop() {
        List<Thread> before = threads();
        FileWatch watch = start(told::add);

        List<Thread> begun = new ArrayList<>(threads());
        begun.removeAll(before);
        assertThat(begun).hasSize(1).allMatch(Thread::isDaemon);
        watch.stop();

        assertThat(threads()).doesNotContainAnyElementsOf(begun);
        watch.stop();
    }

    @Test
    void theCallbackMayStopTheWatch() throws Exception {
        CompletableFuture<FileWatch> watch = new CompletableFuture<>();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        watch.complete(start(files -> {
            watch.join().stop();
            thread.complete(Thread.currentThread());
        }));

        Files.writeString(yaml, "changed");

        Thread watching = thread.get(60, TimeUnit.SECONDS);
        await().until(() -> !watching.isAlive());
    }

    private static void touch(Path file, FileTime time) {
        try {
            Files.setLastModifiedTime(file, time);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
