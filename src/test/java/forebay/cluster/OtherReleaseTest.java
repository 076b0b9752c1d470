package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nodes of two releases, of which the older one can not read all that the newer one says. */
final class OtherReleaseTest {
    private final Deque<NodeMessage> network = new ArrayDeque<>();
    private final List<NodeProtocol> nodes = new ArrayList<>();
    private final List<Release> states = new ArrayList<>();

    /** What one release reads: commands and tables that begin with a number up to its own. */
    private static final class Release implements NumberedState {
        final int release;
        long high;
        boolean serving;

        Release(int release) {
            this.release = release;
        }

        private void read(byte[] bytes) {
            if (bytes[0] > release) {
                throw new IllegalArgumentException("written by release " + bytes[0]);
            }
        }

        @Override
        public long high() {
            return high;
        }

        @Override
        public void apply(long number, byte[] command) {
            read(command);
            high = Math.max(high, number);
        }

        @Override
        public byte[] snapshot() {
            return new byte[] {(byte) release};
        }

        @Override
        public void merge(byte[] snapshot) {
            read(snapshot);
        }

        @Override
        public void serve(long lineage) {
            serving = true;
        }

        @Override
        public void resign() {
            serving = false;
        }

        @Override
        public void forget() {
            serving = false;
        }

        @Override
        public byte[] everything() {
            return new byte[] {1};
        }
    }

    private int node(int release) {
        int number = nodes.size();
        states.add(new Release(release));
        nodes.add(new NodeProtocol(
                new NodeName(number + 1, "place " + number, 1),
                states.get(number),
                network::add,
                new SplittableRandom(number),
                new Standing(false, Standing.MARGIN_MILLIS),
                until -> {}));
        return number;
    }

    private void pass(long from, long millis) {
        for (long now = from; now < from + millis; now += 50) {
            for (NodeProtocol node : nodes) {
                node.hints(nodes.stream().map(NodeProtocol::self).collect(Collectors.toSet()));
                node.tick(now);
            }
            while (!network.isEmpty()) {
                NodeMessage message = network.remove();
                NodeProtocol to = nodes.get((int) message.to() - 1);
                try {
                    to.receive(message, now);
                } catch (IllegalArgumentException unreadable) {
                    assertThat(unreadable).hasMessageContaining("release"); // as the thread of the nodes logs it
                }
            }
        }
    }

    private CommandResult command(int node, int release, long at) {
        List<CommandResult> results = new ArrayList<>();
        nodes.get(node).command(new byte[] {(byte) release}, at, 1_000, results::add);
        pass(at, 1_500);
        return results.get(0);
    }

    @Test
    void aCommandThatOneCanNotReadIsNoSuccess() {
        int older = node(1);
        int newer = node(2);
        nodes.get(older).found();
        pass(0, 2_000);
        assertThat(command(newer, 1, 2_000).complete()).as("what both can read").isTrue();

        CommandResult result = command(newer, 2, 4_000);

        assertThat(result.missing()).containsExactly(nodes.get(older).self().toString());
        assertThat(states.get(older).serving).isTrue();
    }

    @Test
    void whoCanNotReadTheTableDoesNotServe() {
        int newer = node(2);
        nodes.get(newer).found();
        int older = node(1);
        pass(0, 5_000);
        assertThat(states.get(newer).serving).isTrue();
        assertThat(states.get(older).serving).isFalse();
    }
}
