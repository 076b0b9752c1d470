package forebay.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches files and tells when some have changed and then rested for one interval. It looks at them again and again
 * rather than asking the file system for events: that sees writing in place, renaming over, swapped symbolic links
 * (also of a folder above, as Kubernetes does it), touching, removal and return alike, on every file system.
 *
 * <p>One daemon thread named {@value #THREAD_NAME} looks and calls back; {@link #stop} ends it.
 */
public final class FileWatch {
    /** The name of the thread. */
    public static final String THREAD_NAME = "forebay-config-watch";

    /** How often to look, unless told otherwise. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final int MAX_HASHED_BYTES = 4 << 20;
    private static final String ABSENT = "absent";
    private static final String NO_FILE = "no file: ";

    private final Supplier<? extends Collection<Path>> files;
    private final Duration interval;
    private final Consumer<Set<Path>> changed;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    private Map<Path, String> told;
    private Map<Path, String> seen;

    private FileWatch(Supplier<? extends Collection<Path>> files, Duration interval, Consumer<Set<Path>> changed) {
        this.files = files;
        this.interval = interval;
        this.changed = changed;
        this.seen = look();
        this.told = new HashMap<>(seen);
        this.thread = new Thread(this::run, THREAD_NAME);
        thread.setDaemon(true);
    }

    /**
     * Starts to watch. The files as they are on return count as known.
     *
     * @param files what to watch, asked for at every look; a file that joins counts as known as it then is
     * @param interval how often to look
     * @param changed is called on the watching thread with the files that changed; what it throws is logged
     */
    public static FileWatch start(
            Supplier<? extends Collection<Path>> files, Duration interval, Consumer<Set<Path>> changed) {
        FileWatch watch = new FileWatch(files, interval, changed);
        watch.thread.start();
        return watch;
    }

    /** Ends the watch; its thread is gone on return, unless this is called from the callback or a callback hangs. */
    public void stop() {
        stopping.countDown();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            if (thread.isAlive()) {
                LOG.warn("The reload in progress does not end; interrupting it");
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                lookAndTell();
            }
        } catch (InterruptedException e) {
            // Only stop() interrupts.
            Thread.currentThread().interrupt();
        }
    }

    private void lookAndTell() {
        try {
            Map<Path, String> now = look();
            now.forEach((file, state) -> told.putIfAbsent(file, state));
            told.keySet().retainAll(now.keySet());
            boolean rested = now.equals(seen);
            seen = now;
            if (rested && !now.equals(told)) {
                tell(now);
            }
        } catch (RuntimeException e) {
            LOG.error("Could not act on a change of the configuration; watching goes on", e);
        }
    }

    private void tell(Map<Path, String> now) {
        Set<Path> differing = new TreeSet<>();
        now.forEach((file, state) -> {
            if (!state.equals(told.get(file))) {
                differing.add(file);
            }
        });
        told = new HashMap<>(now);
        changed.accept(differing);
    }

    private Map<Path, String> look() {
        Map<Path, String> states = new HashMap<>();
        for (Path file : files.get()) {
            states.put(file, state(file));
        }
        return states;
    }

    /** Differs whenever the file was written, replaced, touched or removed. */
    private static String state(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return NO_FILE + real;
            }
            return real + " " + attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size()
                    + " " + hash(real);
        } catch (IOException e) {
            return ABSENT;
        }
    }

    /** Time stamps are coarse on some file systems: two writes of one size may share one. */
    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(in.readNBytes(MAX_HASHED_BYTES)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
