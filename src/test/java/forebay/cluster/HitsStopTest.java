package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes under hits-stop, one of which is cut off, and what it may use afterwards. */
final class HitsStopTest {
    private final Deque<NodeMessage> network = new ArrayDeque<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<Node> apart = new HashSet<>();
    private final Set<Node> dead = new HashSet<>();
    private final Node a = new Node(5);
    private final Node b = new Node(6);
    private final Node cut = new Node(7);
    private long now;

    private final class Node {
        final NodeProtocol protocol;
        final OneBucket state = new OneBucket();
        long until = Long.MIN_VALUE;

        Node(long id) {
            this.protocol = new NodeProtocol(
                    new NodeName(id, "place " + id, 1),
                    state,
                    network::add,
                    new SplittableRandom(id),
                    new Standing(true, Standing.MARGIN_MILLIS),
                    millis -> until = millis);
            nodes.add(this);
        }

        boolean mayUseWhatIsStored() {
            return state.serving && now < until;
        }
    }

    @BeforeEach
    void start() {
        a.protocol.found();
        pass(3_000);
        assertThat(nodes).allMatch(Node::mayUseWhatIsStored);
        assertThat(nodes).allMatch(node -> node.protocol.live().size() == 3);
    }

    private boolean isReached(Node from, Node to) {
        return !dead.contains(to) && !dead.contains(from) && apart.contains(from) == apart.contains(to);
    }

    private Node holder(long id) {
        return nodes.stream()
                .filter(node -> node.protocol.self().id() == id)
                .findFirst()
                .orElse(null);
    }

    private void pass(long millis) {
        for (long end = now + millis; now < end; now += 50) {
            for (Node node : nodes) {
                if (!dead.contains(node)) {
                    node.protocol.hints(nodes.stream()
                            .filter(other -> isReached(node, other))
                            .map(other -> other.protocol.self())
                            .collect(Collectors.toSet()));
                    node.protocol.tick(now);
                }
            }
            while (!network.isEmpty()) {
                NodeMessage message = network.remove();
                Node from = holder(message.from().id());
                Node to = holder(message.to());
                if (from != null && to != null && isReached(from, to)) {
                    to.protocol.receive(message, now);
                }
            }
        }
    }

    private CommandResult command(Node node) {
        List<CommandResult> results = new ArrayList<>();
        node.protocol.command(new byte[] {1}, now, 6_000, results::add);
        pass(7_000);
        return results.get(0);
    }

    @Test
    void whoIsCutOffStopsAndHasWhatItMissedBeforeItGoesOn() {
        apart.add(cut);
        pass(2_100);
        assertThat(cut.mayUseWhatIsStored()).isFalse();
        assertThat(List.of(a, b)).allMatch(Node::mayUseWhatIsStored);

        CommandResult without = command(a);
        assertThat(without.missing()).isEmpty();
        assertThat(without.nodes()).isEqualTo(2);
        assertThat(command(cut).complete()).as("one of three").isFalse();
        assertThat(List.of(a, b)).allMatch(Node::mayUseWhatIsStored);
        long lineage = cut.state.lineage;

        apart.clear();
        pass(5_000);
        assertThat(nodes).allMatch(Node::mayUseWhatIsStored);
        assertThat(cut.state.high).isGreaterThanOrEqualTo(without.number());
        assertThat(cut.state.lineage).as("what it held counts again").isEqualTo(lineage);
        assertThat(command(cut).nodes()).isEqualTo(3);
    }

    @Test
    void whoMissedNothingGoesOnAsTheSameNode() {
        long id = cut.protocol.self().id();
        apart.add(cut);
        pass(2_100);
        assertThat(cut.mayUseWhatIsStored()).isFalse();
        apart.clear();
        pass(1_000);
        assertThat(cut.mayUseWhatIsStored()).isTrue();
        assertThat(cut.protocol.self().id()).isEqualTo(id);
    }

    @Test
    void whereNobodyIsLeftWhoKnowsWhatWasMissedAllIsBegunAnew() {
        apart.add(cut);
        pass(2_100);
        assertThat(command(a).complete()).isTrue();
        dead.add(a);
        dead.add(b);
        long lineage = cut.state.lineage;

        cut.protocol.forget(a.protocol.self().text(), now);
        cut.protocol.forget(b.protocol.self().text(), now);
        pass(10_000);

        assertThat(cut.mayUseWhatIsStored()).isTrue();
        assertThat(cut.state.lineage).as("nothing that was stored passes").isNotEqualTo(lineage);
    }

    @Test
    void theSurvivorOfTwoWaitsForTheOtherAndLosesNothing() {
        apart.add(cut);
        pass(5_000);
        assertThat(cut.protocol.self().id()).isEqualTo(7);
        b.protocol.leave();
        dead.add(b);
        pass(5_000);
        assertThat(a.protocol.live()).as("given up or gone").hasSizeLessThan(3);
        long lineage = a.state.lineage;
        long before = a.protocol.self().id();
        pass(5_000);
        assertThat(a.state.lineage).isEqualTo(lineage);
        assertThat(a.protocol.self().id()).isEqualTo(before);
    }
}
