package forebay.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand histories, decided by this cache and by Apache HttpClient's. A history ends at its first difference, as
 * the caches then hold different things. A difference without an explanation fails, and so does an explanation that no
 * history needs: then either cache has changed.
 */
class OracleTest {
    private static final int HISTORIES = 10_000;
    private static final long SEED = 20_261_123;

    @Test
    void everyDifferenceIsExplainedAndEveryExplanationNeeded() throws Exception {
        Map<Difference, String> explanations = explanations();
        Map<Difference, Integer> found = new TreeMap<>();
        Random random = new Random(SEED);
        for (int i = 0; i < HISTORIES; i++) {
            History history = History.next(random);
            Optional<Difference.Found> first = firstDifference(history);
            if (first.isPresent()) {
                Optional<Difference> difference = Difference.of(first.get());
                assertThat(difference).as("history %d: %s", i, first.get()).isPresent();
                found.merge(difference.get(), 1, Integer::sum);
            }
        }
        assertThat(found.keySet())
                .as("differences that were found, with how often: %s", found)
                .isEqualTo(explanations.keySet());
    }

    private static Optional<Difference.Found> firstDifference(History history) throws Exception {
        OwnCache own = new OwnCache();
        try (OtherCache other = new OtherCache()) {
            for (int number = 0; number < history.steps().size(); number++) {
                History.Step step = history.steps().get(number);
                Outcome ours = own.send(step, number);
                Outcome theirs = other.send(step, number);
                if (!ours.equals(theirs)) {
                    return Optional.of(new Difference.Found(history, number, step, ours, theirs));
                }
            }
        }
        return Optional.empty();
    }

    private static Map<Difference, String> explanations() throws IOException {
        try (InputStream in = Objects.requireNonNull(OracleTest.class.getResourceAsStream("differences.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" [|] ", 3))
                    .collect(Collectors.toMap(
                            parts -> Difference.valueOf(parts[0]),
                            parts -> parts[1] + " " + parts[2],
                            (one, two) -> one + two,
                            TreeMap::new));
        }
    }
}
