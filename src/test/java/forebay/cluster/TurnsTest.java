package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private static final int THREADS = 8;
    private static final int EACH = 20_000;

    private final Turns turns = new Turns();
    /** No more thread-safe than what runs by turns may be. */
    private final List<Integer> seen = new ArrayList<>();

    @Test
    void whoBringsATaskDoesIt() {
        Thread[] by = new Thread[1];

        turns.execute(() -> by[0] = Thread.currentThread());

        assertThat(by[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void whatATaskBringsComesAfterIt() {
        turns.execute(() -> {
            turns.execute(() -> seen.add(2));
            turns.execute(() -> seen.add(3));
            seen.add(1);
        });

        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    void whoComesWhileAnotherIsAtItLeavesItsTaskThere() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        Thread first = new Thread(() -> turns.execute(() -> {
            begun.countDown();
            await(goesOn);
            seen.add(1);
        }));
        first.start();
        begun.await();
        Thread[] by = new Thread[1];

        turns.execute(() -> {
            by[0] = Thread.currentThread();
            seen.add(2);
        });
        goesOn.countDown();
        first.join();

        assertThat(seen).containsExactly(1, 2);
        assertThat(by[0]).isSameAs(first);
    }

    @Test
    void ofManyThreadsAllHaveTheirTurnOneAtATimeAndInOrder() throws Exception {
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(thread -> new Thread(() -> {
                    for (int i = 0; i < EACH; i++) {
                        int task = i * THREADS + thread;
                        turns.execute(() -> seen.add(task));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(seen).hasSize(THREADS * EACH).doesNotHaveDuplicates();
        for (int thread = 0; thread < THREADS; thread++) {
            int own = thread;
            assertThat(seen.stream().filter(task -> task % THREADS == own).toList())
                    .isSorted();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
