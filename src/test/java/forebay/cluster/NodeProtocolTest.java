package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise of a command that was applied by all, under schedules that a seed makes: messages lost, late, twice and out
 * of order; nodes killed, paused, cut off, restarted, leaving and coming. And that the same schedules show every fault
 * that is planted.
 */
final class NodeProtocolTest {
    private static final int SCHEDULES = 1_500;

    @ParameterizedTest
    @EnumSource(Partition.class)
    void aCommandThatReturnedIsTrueOnEveryNode(Partition partition) {
        List<String> broken = new ArrayList<>();
        long complete = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            NodeSimulation simulation = new NodeSimulation(partition, seed, EnumSet.noneOf(PlantedFault.class));
            simulation.run();
            broken.addAll(simulation.broken());
            complete += simulation.complete();
        }
        assertThat(broken).isEmpty();
        assertThat(complete).as("commands that returned with success").isGreaterThan(SCHEDULES);
    }

    @ParameterizedTest
    @EnumSource(PlantedFault.class)
    void aPlantedFaultIsFound(PlantedFault fault) {
        boolean found = IntStream.range(0, SCHEDULES).anyMatch(seed -> {
            NodeSimulation simulation = new NodeSimulation(fault.partition, seed, EnumSet.of(fault));
            simulation.run();
            return !simulation.broken().isEmpty();
        });
        assertThat(found).as("a broken promise in " + SCHEDULES + " schedules").isTrue();
    }

    @ParameterizedTest
    @EnumSource(Partition.class)
    void whenAllIsWellAgainEveryCommandGoesThrough(Partition partition) {
        for (int seed = 0; seed < 200; seed++) {
            NodeSimulation simulation = new NodeSimulation(partition, seed, Set.of());
            simulation.run();
            simulation.heal();
            assertThat(simulation.unsettled()).as("seed " + seed).isEmpty();
            assertThat(simulation.broken()).as("seed " + seed).isEmpty();
        }
    }
}
