package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UriMarksTest {
    private final UriMarks marks = new UriMarks();
    private final PlainUri one = uri(1);
    private final PlainUri other = uri(2);

    private static PlainUri uri(int number) {
        return PlainUri.of("http", "a.test", "/" + number, Optional.empty());
    }

    @Test
    void whatBeganBeforeDoesNotPassAndWhatBeginsAfterDoes() {
        long before = marks.stamp();
        assertThat(marks.passes(one, before)).isTrue();
        marks.invalidate(one);
        assertThat(marks.passes(one, before)).isFalse();
        assertThat(marks.passes(other, before)).isTrue();
        assertThat(marks.passes(one, marks.stamp())).isTrue();
    }

    @Test
    void aSecondInvalidationCountsAgain() {
        marks.invalidate(one);
        long between = marks.stamp();
        marks.invalidate(other);
        assertThat(marks.passes(one, between)).isTrue();
        marks.invalidate(one);
        assertThat(marks.passes(one, between)).isFalse();
    }

    @Test
    void nothingIsLostAmongThreads() throws InterruptedException {
        long before = marks.stamp();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = 1_000 * t;
            Thread thread = new Thread(() -> invalidateThousand(start, first), "invalidator-" + t);
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(marks.stamp()).isEqualTo(before + 8_000);
        for (int i = 0; i < 4_000; i++) {
            assertThat(marks.passes(uri(i), before)).isFalse();
            assertThat(marks.passes(uri(i), marks.stamp())).isTrue();
        }
    }

    private void invalidateThousand(CountDownLatch start, int first) {
        try {
            start.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        for (int i = first; i < first + 1_000; i++) {
            marks.invalidate(uri(i));
            marks.invalidate(one);
        }
    }
}
