package forebay.conformance;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Named points that client and origin wait for, so that things happen in one order. */
final class Steps {
    private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();

    /** Now. */
    void reached(String step) {
        latch(step).countDown();
    }

    /** Waits until somebody has reached it. */
    void await(String step) throws InterruptedException {
        if (!latch(step).await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody came to: " + step);
        }
    }

    /** Does it on a thread of its own. */
    static <T> CompletableFuture<T> begin(Callable<T> work) {
        CompletableFuture<T> end = new CompletableFuture<>();
        FutureTask<Void> task = new FutureTask<>(() -> {
            try {
                end.complete(work.call());
            } catch (Exception | AssertionError e) {
                end.completeExceptionally(e);
            }
            return null;
        });
        Thread thread = new Thread(task, "conformance-step");
        thread.setDaemon(true);
        thread.start();
        return end.orTimeout(120, TimeUnit.SECONDS);
    }

    private CountDownLatch latch(String step) {
        return latches.computeIfAbsent(step, name -> new CountDownLatch(1));
    }
}
