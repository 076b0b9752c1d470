package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand requests of all kinds leave no thread, no open file, no request in flight and no heap behind. */
final class LeakIT {
    private static final int WARM_UP = 5_000;
    private static final int REQUESTS = 100_000;
    private static final int CLIENTS = 4;
    /** Pools of threads and connections follow the traffic; one left over in a thousand requests would be 100. */
    private static final int MARGIN = 12;
    /** What 62 bytes left over by each request come to. */
    private static final long HEAP_MARGIN = 6 * 1024 * 1024;

    private static final Duration SETTLED = Duration.ofMinutes(2);

    @Test
    void nothingIsLeftBehind(@TempDir Path temp) throws Exception {
        try (EchoOrigin origin = new EchoOrigin(head -> {})) {
            Conf conf = new Conf(temp.resolve("conf"), origin.url());
            try (RunningContainer gateway =
                    Container.JAR.start(Files.createDirectories(temp.resolve("base")), "", conf.folder())) {
                send(gateway.port(), 0, WARM_UP);
                awaitNothingInFlight(gateway);
                int threads = gateway.threads().size();
                long files = gateway.openFiles();
                long heap = gateway.liveHeapBytes();

                send(gateway.port(), WARM_UP, WARM_UP + REQUESTS);
                awaitNothingInFlight(gateway);
                await().atMost(SETTLED)
                        .untilAsserted(() ->
                                assertThat(gateway.openFiles()).as("open files").isLessThan(files + MARGIN));
                await().atMost(SETTLED)
                        .untilAsserted(() -> assertThat(gateway.threads()).hasSizeLessThan(threads + MARGIN));
                await().atMost(SETTLED)
                        .untilAsserted(() -> assertThat(gateway.liveHeapBytes())
                                .as("live heap, after %d bytes once warm", heap)
                                .isLessThan(heap + HEAP_MARGIN));
            }
        }
    }

    private static void send(int port, int from, int to) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int first = from + i;
                clients.add(() -> {
                    try (Traffic client = new Traffic(port)) {
                        for (int n = first; n < to; n += CLIENTS) {
                            client.request(n);
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(clients)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Nothing but the request that asks. */
    private static void awaitNothingInFlight(RunningContainer gateway) {
        await().atMost(SETTLED).untilAsserted(() -> assertThat(status(gateway)).contains("\"in_flight\":1,"));
    }

    private static String status(RunningContainer gateway) throws IOException {
        return Wire.exchange(
                        gateway.port(),
                        "GET /_forebay/status.json HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + Conf.ADMIN_KEY
                                + "\r\n\r\n")
                .content();
    }
}
