package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cluster.NodeMessage.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a command costs in messages, by what its number can be made of. */
final class OfferTest {
    private final Deque<NodeMessage> network = new ArrayDeque<>();
    private final Map<Kind, Integer> sent = new EnumMap<>(Kind.class);
    private final List<NodeProtocol> nodes = new ArrayList<>();
    private final List<OneBucket> states = new ArrayList<>();
    private boolean offersAreLost;
    private long now;

    @BeforeEach
    void threeNodes() {
        for (int i = 0; i < 3; i++) {
            states.add(new OneBucket());
            nodes.add(new NodeProtocol(
                    new NodeName(i + 1, "place " + i, 1),
                    states.get(i),
                    this::send,
                    new SplittableRandom(i),
                    new Standing(false, Standing.MARGIN_MILLIS),
                    until -> {}));
        }
        nodes.get(0).found();
        pass(2_000);
        assertThat(nodes).allMatch(node -> node.phase() == NodeProtocol.Phase.SERVING);
    }

    private void send(NodeMessage message) {
        sent.merge(message.kind(), 1, Integer::sum);
        if (!(offersAreLost && message.kind() == Kind.OFFER)) {
            network.add(message);
        }
    }

    private void deliver() {
        while (!network.isEmpty()) {
            NodeMessage message = network.remove();
            nodes.stream().filter(node -> node.self().id() == message.to()).forEach(node -> node.receive(message, now));
        }
    }

    private void pass(long millis) {
        for (long end = now + millis; now < end; now += 50) {
            for (NodeProtocol node : nodes) {
                node.hints(nodes.stream().map(NodeProtocol::self).collect(Collectors.toSet()));
                node.tick(now);
            }
            deliver();
        }
    }

    private List<CommandResult> command(NodeProtocol... coordinators) {
        List<CommandResult> results = new ArrayList<>();
        sent.clear();
        for (NodeProtocol coordinator : coordinators) {
            coordinator.command(new byte[] {1}, now, 2_000, results::add);
        }
        deliver();
        return results;
    }

    private static void assertThrough(List<CommandResult> results, int count) {
        assertThat(results).hasSize(count).allMatch(CommandResult::complete);
    }

    @Test
    void oneRoundWhereNobodyKnowsAHigherNumber() {
        for (int i = 0; i < 6; i++) {
            assertThrough(command(nodes.get(i % 3)), 1);
            assertThat(sent).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.OFFER, 2, Kind.APPLIED, 2));
        }
        assertThat(states).allMatch(state -> state.bucket == 6);
    }

    @Test
    void twoThatMeetAreBothThroughAndExceedWhatWasStamped() {
        long stamp = states.get(2).high;
        List<CommandResult> results = command(nodes.get(0), nodes.get(1));
        assertThrough(results, 2);
        assertThat(sent).containsKey(Kind.HIGH);
        assertThat(results).allMatch(result -> result.number() > stamp);
        assertThat(states).allMatch(state -> state.high >= results.get(1).number());
    }

    @Test
    void aNumberOfMoreDeparturesIsMadeOnceAllKnowOfThem() {
        assertThrough(command(nodes.get(0)), 1);
        nodes.get(2).leave();
        deliver();
        assertThrough(command(nodes.get(1)), 1);
        assertThat(sent)
                .containsExactlyInAnyOrderEntriesOf(Map.of(Kind.ASK, 1, Kind.HIGH, 1, Kind.APPLY, 1, Kind.APPLIED, 1));
        assertThrough(command(nodes.get(0)), 1);
        assertThat(sent).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.OFFER, 1, Kind.APPLIED, 1));
    }

    @Test
    void whoDoesNotAnswerAnOfferIsAsked() {
        offersAreLost = true; // or an older release can not read them
        List<CommandResult> results = command(nodes.get(0));
        assertThat(results).isEmpty();
        pass(1_000);
        assertThrough(results, 1);
        assertThat(sent).containsKeys(Kind.ASK, Kind.APPLY);
        assertThat(states).allMatch(state -> state.bucket == results.get(0).number());
    }
}
