package forebay.conformance;

import forebay.container.Container;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of every table, by HTTP/1.1 and HTTP/2, with content of known length and chunked. All runs are started at
 * once, so that those which wait until something is stale wait together; each test then looks at the end of its run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConformanceIT {
    private static final int AT_ONCE = 12;

    /** Runs rows that await what is not built, too: to see which of them can be let in. */
    private static final boolean ALL = Boolean.getBoolean("conformance.all");

    private final Container container;
    private final List<Run> runs = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private CaseOrigin origin;
    private GatewayUnderTest gateway;

    ConformanceIT(Container container) {
        this.container = container;
    }

    /** Why a row can not run so in this container; empty where it can. */
    Optional<String> skipped(Row row, Client client, Answer.Framing framing) {
        return Optional.empty();
    }

    /** A row by one version of HTTP and one framing; the end is null where it was skipped. */
    record Run(Row row, String mode, String skipped, Future<?> end) {
        @Override
        public String toString() {
            return row + " [" + mode + "]";
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        origin = new CaseOrigin();
        gateway = new GatewayUnderTest(container, folder, origin.url());
        List<Client> clients = List.of(new Http1(gateway.port()), new Http2(gateway.port()));
        List<Row> rows = Rows.all();
        for (int i = 0; i < rows.size(); i++) {
            for (Client client : clients) {
                for (Answer.Framing framing : List.of(Answer.Framing.LENGTH, Answer.Framing.CHUNKED)) {
                    begin(rows.get(i), client, framing, i);
                }
            }
        }
    }

    private void begin(Row row, Client client, Answer.Framing framing, int number) {
        String mode = (client instanceof Http1 ? "HTTP/1.1 " : "HTTP/2 ") + framing;
        Optional<String> why = row.awaits().filter(part -> !ALL).or(() -> skipped(row, client, framing));
        if (why.isPresent()) {
            runs.add(new Run(row, mode, why.get(), null));
            return;
        }
        String name = number + "-" + mode.replaceAll("[^A-Z12]", "");
        Play play = new Play(origin, client, framing, name);
        runs.add(new Run(row, mode, "", threads.submit(() -> {
            row.script().run(play);
            return null;
        })));
    }

    @AfterAll
    void stop() throws IOException {
        threads.shutdownNow();
        if (gateway != null) {
            gateway.close();
        }
        origin.close();
    }

    List<Run> runs() {
        return runs;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void holds(Run run) throws Throwable {
        Assumptions.assumeTrue(run.end() != null, () -> "awaits " + run.skipped());
        try {
            run.end().get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
