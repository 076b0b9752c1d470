package forebay.container;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A node that stops itself at the line where {@link StopHere} was planted, and goes on as the test says. */
final class StoppedNode {
    private final RunningContainer node;
    private final long pid;

    /** One that runs. */
    StoppedNode(RunningContainer node) {
        this.node = node;
        this.pid = node.javaProcess().pid(); // later it has a child, with which it stops itself
    }

    /** The next thread that comes to the line stops the process. */
    void stopAtTheLine() throws IOException {
        Files.deleteIfExists(file(StopHere.DONE));
        Files.writeString(file(StopHere.ASKED), "");
    }

    /** Whether it has: no thread of the process runs (Linux). */
    boolean isStopped() throws IOException {
        if (!Files.exists(file(StopHere.STOPPED))) {
            return false;
        }
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            List<String> states = threads.map(StoppedNode::state).toList();
            return !states.isEmpty() && states.stream().allMatch("T"::equals);
        }
    }

    /** The letter behind the name in parentheses. */
    private static String state(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            int behind = stat.lastIndexOf(')') + 2;
            return stat.substring(behind, behind + 1);
        } catch (IOException e) {
            return "gone"; // it has ended, so the process was not stopped
        }
    }

    /** All threads go on, but for the one that came to the line. */
    void goOn() throws Exception {
        PurgeCluster.send(pid, "CONT");
    }

    /** That one too. */
    void goOnAtTheLine() throws IOException {
        Files.delete(file(StopHere.STOPPED));
    }

    /** Until that one has done what it was about to do. */
    void awaitDone() {
        await().atMost(PurgeCluster.LONG).until(() -> Files.exists(file(StopHere.DONE)));
    }

    /** From now on it hears nothing of purges, nor that it was left out of them. */
    void hearNothing() throws IOException {
        Files.writeString(file(StopHere.DEAF), "");
    }

    /** It hears again. */
    void hear() throws IOException {
        Files.delete(file(StopHere.DEAF));
    }

    private Path file(String name) {
        return node.temp().resolve(name);
    }
}
