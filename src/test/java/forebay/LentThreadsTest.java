package forebay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LentThreadsTest {
    @Test
    void theyLetGoOfTheApplicationAndOfNothingElse() throws Exception {
        ClassLoader above = getClass().getClassLoader();
        CountDownLatch end = new CountDownLatch(1);
        try (URLClassLoader application = new URLClassLoader(new URL[0], above);
                URLClassLoader another = new URLClassLoader(new URL[0], above)) {
            Thread lent = waiting(end, application);
            Thread other = waiting(end, another);

            LentThreads.letGo(application);

            assertThat(lent.getContextClassLoader()).isSameAs(above);
            assertThat(other.getContextClassLoader()).isSameAs(another);
        } finally {
            end.countDown();
        }
    }

    private static Thread waiting(CountDownLatch end, ClassLoader loader) {
        Thread thread = new Thread(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setContextClassLoader(loader);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
