package forebay.faults;

import forebay.support.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask one after the other, each over a connection of its own, and look at every byte of the answers. */
final class SteadyLoad implements AutoCloseable {
    private static final int CLIENTS = 16;
    /** One request in so many is not idempotent. */
    private static final int POST_EVERY = 20;

    private final int port;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong idempotent = new AtomicLong();
    private final AtomicLong postsFailed = new AtomicLong();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final Queue<String> untrue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(CLIENTS);

    private SteadyLoad(int port) {
        this.port = port;
    }

    static SteadyLoad on(int port) {
        SteadyLoad load = new SteadyLoad(port);
        for (int i = 0; i < CLIENTS; i++) {
            Thread thread = new Thread(load::ask, "steady-load-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        return load;
    }

    private void ask() {
        try {
            while (!stopped.get()) {
                connection();
            }
        } finally {
            over.countDown();
        }
    }

    /** Asks until the connection is closed. */
    private void connection() {
        try (RawClient client = new RawClient(port)) {
            boolean open = true;
            while (open && !stopped.get()) {
                open = request(client, numbers.incrementAndGet());
            }
        } catch (IOException e) {
            failed.add("no connection: " + e);
        }
    }

    private boolean request(RawClient client, long number) {
        boolean post = number % POST_EVERY == 0;
        String target = "/n/" + number;
        try {
            client.send((post ? "POST " : "GET ") + target + " HTTP/1.1\nHost: app.test\n"
                    + (post ? "Content-Length: 0\n\n" : "\n"));
            RawClient.Answer answer = client.read(post ? "POST" : "GET");
            boolean whole = answer.status() == 200
                    && answer.complete()
                    && answer.content().equals(FaultyUpstream.content(target));
            if (post && !whole && answer.status() < 500) {
                failed.add(target + " (POST): " + answer);
            } else if (!post && !whole) {
                failed.add(target + ": " + answer);
            }
            if (answer.complete() && answer.status() == 200 && !whole) {
                untrue.add(target + ": " + answer);
            }
            count(post, whole);
            return answer.complete() && !"close".equals(answer.field("Connection"));
        } catch (IOException e) {
            count(post, false);
            if (!post) {
                failed.add(target + ": " + e);
            }
            return false;
        }
    }

    private void count(boolean post, boolean whole) {
        if (!post) {
            idempotent.incrementAndGet();
        } else if (!whole) {
            postsFailed.incrementAndGet();
        }
    }

    /** Idempotent requests that were answered or failed so far. */
    long idempotent() {
        return idempotent.get();
    }

    /** Others that were not answered with 200, as must be where sending them twice would be the only way. */
    long postsFailed() {
        return postsFailed.get();
    }

    /** What went wrong with idempotent requests, and what looked right and was not. */
    List<String> failed() {
        return new ArrayList<>(failed);
    }

    /** Answers that looked whole and were not. */
    List<String> untrue() {
        return new ArrayList<>(untrue);
    }

    /** Waits for the answers of what was asked. */
    @Override
    public void close() {
        stopped.set(true);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
