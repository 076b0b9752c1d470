package forebay.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
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
    final List<RunningContainer> nodes = new CopyOnWriteArrayList<>();
    /** The node that writers leave alone: one that is stopped would hold each of them until it goes on. */
    volatile @Nullable RunningContainer spared;

    final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    final AtomicInteger complete = new AtomicInteger();
    /** Purges that were no success, as a node was missing. */
    final AtomicInteger incomplete = new AtomicInteger();

    final AtomicLong hits = new AtomicLong();
    private final AtomicLongArray hitsOf;

    PurgeChecker(VersionOrigin origin, List<RunningContainer> nodes) {
        this.origin = origin;
        this.nodes.addAll(nodes);
        this.hitsOf = new AtomicLongArray(nodes.size());
    }

    /** Hits that readers got from the node of this place in the list. */
    long hitsOf(int node) {
        return hitsOf.get(node);
    }

    /** Two readers for each node, and so many writers. */
    void start(int writers) {
        for (int i = 0; i < 2 * nodes.size(); i++) {
            int node = i / 2;
            Random random = new Random(i);
            thread("reader", () -> read(node, random));
        }
        for (int i = 0; i < writers; i++) {
            Random random = new Random(100 + i);
            thread("writer", () -> {
                RunningContainer node = nodes.get(random.nextInt(nodes.size()));
                if (node != spared) {
                    write(node, random);
                }
            });
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void thread(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    while (!over.get()) {
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
        RunningContainer node = nodes.get(place);
        int key = random.nextInt(KEYS);
        int atLeast = promised.get(key);
        Wire.Answer answer =
                Wire.exchange(node, "GET " + path(key) + " HTTP/1.1\r\nHost: localhost\r\n" + USER + "\r\n");
        if (answer.status() != 200 || !answer.clean()) {
            return;
        }
        String status = answer.field("Cache-Status").orElse("");
        if (status.startsWith("forebay; hit")) {
            hits.incrementAndGet();
            hitsOf.incrementAndGet(place);
        }
        int got = Integer.parseInt(answer.content());
        if (got < atLeast) {
            broken.add(path(key) + " gave version " + got + " where " + atLeast + " was promised: " + status);
        }
    }

    private void write(RunningContainer node, Random random) throws IOException {
        int key = random.nextInt(KEYS);
        int changed = origin.change(path(key));
        String scope = switch (random.nextInt(3)) {
            case 0 -> "\"url\":\"http://localhost" + path(key) + "\"";
            case 1 -> "\"prefix\":\"http://localhost/section/" + key % 2 + "\"";
            default -> "\"tag\":\"k" + key + "\",\"origin\":\"http://localhost\"";
        };
        Wire.Answer answer = purge(node, "{" + scope + (random.nextInt(4) == 0 ? ",\"soft\":true" : "") + "}");
        if (answer.status() == 200) {
            promised.accumulateAndGet(key, changed, Math::max);
            millis.add(Double.valueOf(answer.content().replaceFirst(".*\"elapsed_millis\":([0-9.]+).*", "$1")));
            complete.incrementAndGet();
        } else if (answer.status() == 503) { // and not one of more calls than a second has room for
            incomplete.incrementAndGet();
        }
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
