package forebay.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Readers on every node and writers that change what the origin has and purge it: whoever reads after a purge has returned
 * with success must not see what was there before the change.
 */
final class PurgeChecker implements AutoCloseable {
    private static final int KEYS = 6;
    private static final String USER = "X-Api-Key: " + Conf.USER_KEY + "\r\n";
    private static final String ADMIN = "X-Api-Key: " + Conf.ADMIN_KEY + "\r\n";

    private final VersionOrigin origin;
    private final AtomicIntegerArray promised = new AtomicIntegerArray(KEYS);
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final List<RunningContainer> nodes;
    /** The node that writers leave alone: one that is stopped would hold each of them until it goes on. */
    volatile @Nullable RunningContainer spared;

    final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    /** How long each purge took that was a success, as the node says. */
    final ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    /** The same as its client sees it: with the connection, the check of its key, and the rate that nodes share. */
    final ConcurrentLinkedQueue<Double> clientMillis = new ConcurrentLinkedQueue<>();

    final AtomicInteger complete = new AtomicInteger();
    /** Purges that were no success, as a node was missing. */
    final AtomicInteger incomplete = new AtomicInteger();

    final AtomicLong hits = new AtomicLong();
    private final AtomicLongArray hitsOf;

    /**
     * One that has not begun.
     *
     * @param nodes may change while it runs
     */
    PurgeChecker(VersionOrigin origin, List<RunningContainer> nodes) {
        this.origin = origin;
        this.nodes = nodes;
        this.hitsOf = new AtomicLongArray(nodes.size());
    }

    /** Hits that readers got from the node of this place in the list. */
    long hitsOf(int node) {
        return hitsOf.get(node);
    }

    /** Two readers for each node, and so many writers, each as fast as it is answered. */
    void start(int writers) {
        start(2, 0, writers, 0);
    }

    /**
     * Reads and purges that come by chance, so many a second in all, whether those before them were answered or not (as
     * long as one of the threads that make them is free).
     */
    void startAtRate(double reads, double purges) {
        start(8, reads, 8, purges);
    }

    private void start(int readersEach, double reads, int writers, double purges) {
        int readers = readersEach * nodes.size();
        for (int i = 0; i < readers; i++) {
            int node = i / readersEach;
            Random random = new Random(i);
            thread("reader", new Arrivals(reads / readers, random), () -> read(node, random));
        }
        for (int i = 0; i < writers; i++) {
            Random random = new Random(100 + i);
            thread("writer", new Arrivals(purges / writers, random), () -> {
                RunningContainer node = nodes.get(random.nextInt(nodes.size()));
                if (node != spared) {
                    write(node, random);
                }
            });
        }
    }

    /** When the next one is due: a Poisson process of this rate, or at once where that is 0. */
    private static final class Arrivals {
        private final double perSecond;
        private final Random random;
        private long next = System.nanoTime();

        Arrivals(double perSecond, Random random) {
            this.perSecond = perSecond;
            this.random = random;
        }

        void await() {
            if (perSecond > 0) {
                next += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
                for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void thread(String name, Arrivals arrivals, Step step) {
        Thread thread = new Thread(
                () -> {
                    while (!over.get()) {
                        arrivals.await();
                        try {
                            step.run();
                        } catch (IOException e) {
                            Thread.onSpinWait(); // a node that is killed or paused answers nobody
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static String path(int key) {
        return "/section/" + key % 2 + "/k" + key;
    }

    private void read(int place, Random random) throws IOException {
        read(place, random.nextInt(KEYS));
    }

    /** Reads one from a node, which must not be older than what was promised; whether it was a hit. */
    boolean read(int place, int key) throws IOException {
        RunningContainer node = nodes.get(place);
        int atLeast = promised.get(key);
        Wire.Answer answer =
                Wire.exchange(node, "GET " + path(key) + " HTTP/1.1\r\nHost: localhost\r\n" + USER + "\r\n");
        if (answer.status() != 200 || !answer.clean()) {
            return false;
        }
        String status = answer.field("Cache-Status").orElse("");
        boolean hit = status.startsWith("forebay; hit");
        if (hit) {
            hits.incrementAndGet();
            hitsOf.incrementAndGet(place);
        }
        int got = Integer.parseInt(answer.content());
        if (got < atLeast) {
            broken.add(path(key) + " gave version " + got + " where " + atLeast + " was promised: " + status);
        }
        return hit;
    }

    private void write(RunningContainer node, Random random) throws IOException {
        int key = random.nextInt(KEYS);
        String scope = switch (random.nextInt(3)) {
            case 0 -> "\"url\":\"http://localhost" + path(key) + "\"";
            case 1 -> "\"prefix\":\"http://localhost/section/" + key % 2 + "\"";
            default -> "\"tag\":\"k" + key + "\",\"origin\":\"http://localhost\"";
        };
        change(node, key, scope + (random.nextInt(4) == 0 ? ",\"soft\":true" : ""));
    }

    /** Changes one and has what is stored of it purged; whether that was a success. */
    boolean change(RunningContainer node, int key) throws IOException {
        return change(node, key, "\"url\":\"http://localhost" + path(key) + "\"");
    }

    private boolean change(RunningContainer node, int key, String purge) throws IOException {
        int changed = origin.change(path(key));
        long begun = System.nanoTime();
        Wire.Answer answer = purge(node, "{" + purge + "}");
        if (answer.status() == 200) {
            clientMillis.add((System.nanoTime() - begun) / 1e6);
            promised.accumulateAndGet(key, changed, Math::max);
            millis.add(Double.valueOf(answer.content().replaceFirst(".*\"elapsed_millis\":([0-9.]+).*", "$1")));
            complete.incrementAndGet();
        } else if (answer.status() == 503) { // and not one of more calls than a second has room for
            incomplete.incrementAndGet();
        }
        return answer.status() == 200;
    }

    static Wire.Answer get(RunningContainer node, String path) throws IOException {
        return Wire.exchange(node, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + ADMIN + "\r\n");
    }

    static Wire.Answer purge(RunningContainer node, String json) throws IOException {
        return post(node, "/_forebay/purge", json);
    }

    static Wire.Answer post(RunningContainer node, String path, String json) throws IOException {
        return Wire.exchange(
                node,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + ADMIN
                        + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
    }

    @Override
    public void close() {
        over.set(true);
        for (Thread thread : threads) {
            try {
                thread.join(25_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
