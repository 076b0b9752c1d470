package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two clusters that were founded apart, and what becomes of their commands once they meet. */
final class LineagesTest {
    private final Deque<NodeMessage> network = new ArrayDeque<>();
    private final List<Node> nodes = new ArrayList<>();
    private boolean apart = true;
    private long now;

    private final class Node {
        final NodeProtocol protocol;
        final int side;
        long high;
        long bucket;
        boolean serving;
        int forgotten;

        Node(long id, int side) {
            this.side = side;
            this.protocol = new NodeProtocol(
                    new NodeName(id, "place " + id, 1),
                    new NumberedState() {
                        @Override
                        public long high() {
                            return high;
                        }

                        @Override
                        public void apply(long number, byte[] command) {
                            high = Math.max(high, number);
                            bucket = Math.max(bucket, number);
                        }

                        @Override
                        public byte[] snapshot() {
                            return ByteBuffer.allocate(16)
                                    .putLong(high)
                                    .putLong(bucket)
                                    .array();
                        }

                        @Override
                        public void merge(byte[] snapshot) {
                            ByteBuffer buffer = ByteBuffer.wrap(snapshot);
                            high = Math.max(high, buffer.getLong());
                            bucket = Math.max(bucket, buffer.getLong());
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
                            high = 0;
                            bucket = 0;
                            forgotten++;
                        }

                        @Override
                        public byte[] everything() {
                            return new byte[] {1};
                        }
                    },
                    network::add,
                    new SplittableRandom(id),
                    new Standing(false, Standing.MARGIN_MILLIS),
                    until -> {});
            nodes.add(this);
        }
    }

    private void pass(long millis) {
        for (long end = now + millis; now < end; now += 50) {
            for (Node node : nodes) {
                node.protocol.hints(nodes.stream()
                        .filter(other -> !apart || other.side == node.side)
                        .map(other -> other.protocol.self())
                        .collect(Collectors.toSet()));
                node.protocol.tick(now);
            }
            while (!network.isEmpty()) {
                NodeMessage message = network.remove();
                nodes.stream()
                        .filter(node -> node.protocol.self().id() == message.to())
                        .findFirst()
                        .ifPresent(node -> node.protocol.receive(message, now));
            }
        }
    }

    private static CommandResult command(Node node, LineagesTest test) {
        List<CommandResult> results = new ArrayList<>();
        node.protocol.command(new byte[] {1}, test.now, 1_000, results::add);
        test.pass(1_500);
        return results.get(0);
    }

    @Test
    void theOneGivesWayNodeByNodeAndBringsItsCommandsAlong() {
        Node a = new Node(5, 0);
        Node b = new Node(6, 0);
        Node x = new Node(9, 1);
        a.protocol.found();
        x.protocol.found();
        pass(1_000);
        assertThat(command(a, this)).isEqualTo(new CommandResult(1, 2, List.of()));
        long before = x.bucket;

        apart = false;
        pass(6_000);

        assertThat(nodes).allMatch(node -> node.serving);
        assertThat(nodes.stream().map(node -> node.protocol.lineage()).collect(Collectors.toSet()))
                .isEqualTo(Set.of(9L));
        assertThat(a.forgotten + b.forgotten).isEqualTo(2);
        assertThat(x.forgotten).isZero();
        assertThat(x.bucket).as("all that x had is purged").isGreaterThan(before);
        CommandResult after = command(b, this);
        assertThat(after.complete()).isTrue();
        assertThat(after.nodes()).isEqualTo(3);
    }

    @Test
    void whoWasTakenForDeadAndLivesJoinsAgainWithWhatItMissed() {
        Node a = new Node(5, 0);
        Node b = new Node(6, 1);
        apart = false;
        a.protocol.found();
        pass(1_000);
        assertThat(command(a, this).nodes()).isEqualTo(2);

        assertThat(a.protocol.forget(b.protocol.self().text(), now)).isTrue();
        CommandResult without = command(a, this);
        assertThat(without.complete()).isTrue();
        assertThat(without.number()).isGreaterThan(1L << 40);
        pass(4_000);

        assertThat(b.serving).isTrue();
        assertThat(b.protocol.self().id()).isNotEqualTo(6);
        assertThat(b.bucket).isEqualTo(a.bucket);
        assertThat(command(b, this).nodes()).isEqualTo(2);
    }

    @Test
    void whoCanBeReachedHasACommandThatMissesANode() {
        Node a = new Node(5, 0);
        Node b = new Node(6, 0);
        Node c = new Node(7, 0);
        a.protocol.found();
        pass(2_000);
        nodes.remove(c);

        CommandResult missed = command(a, this);

        assertThat(missed.complete()).isFalse();
        assertThat(missed.nodes()).isEqualTo(3);
        assertThat(missed.missing()).containsExactly("7@place 7");
        assertThat(missed.number()).isPositive();
        assertThat(b.bucket).isEqualTo(missed.number());

        nodes.add(c);
        pass(1_000);
        assertThat(c.bucket).as("repeated until it arrives").isGreaterThan(missed.number());
        assertThat(b.bucket).isEqualTo(c.bucket);
        assertThat(a.protocol.running()).isZero();
    }
}
