package forebay.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A place in the gateway at which its process stops itself, with all its threads, and what else a test decides of the order
 * in which a process goes on: part of every {@link PlantedWar}, called where a fault or a pause was planted. Asked for by
 * files in the JVM's folder of temporary files; without these nothing happens. {@link StoppedNode} is the other end.
 */
public final class StopHere {
    /** Stop, once: the first thread that gets here makes {@link #STOPPED} of it. */
    static final String ASKED = "stop-here";

    /** As long as it is there, the thread that stopped the process goes no further, while all others do. */
    static final String STOPPED = "stopped-here";

    /** The thread that stopped the process has done what it was about to do. */
    static final String DONE = "done-here";

    /** As long as it is there, this node hears nothing of the other nodes' purges. */
    static final String DEAF = "deaf";

    private StopHere() {}

    private static Path file(String name) {
        return Path.of(System.getProperty("java.io.tmpdir"), name);
    }

    /** Stops the process where that was asked for; the calling thread is then the last to go on. */
    public static void reached() {
        try {
            Path stopped = file(STOPPED);
            if (Files.exists(file(ASKED)) && isFirst(stopped)) {
                String self = Long.toString(ProcessHandle.current().pid());
                new ProcessBuilder("kill", "-STOP", self).start().waitFor();
                while (Files.exists(stopped)) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isFirst(Path stopped) throws IOException {
        try {
            Files.move(file(ASKED), stopped, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false; // another thread was
        }
    }

    /** What was about to be done is done. */
    public static void done() {
        try {
            Files.writeString(file(DONE), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this node hears nothing. */
    public static boolean isDeaf() {
        return Files.exists(file(DEAF));
    }
}
