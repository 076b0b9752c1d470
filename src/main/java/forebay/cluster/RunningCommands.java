package forebay.cluster;

import forebay.cluster.NodeMessage.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The commands that this node has others apply, until all of them have: offers, or asks, numbers and sends; repeats. Pure;
 * not thread-safe.
 */
final class RunningCommands {
    /** Commands that are repeated because a node is missing; further ones are refused. */
    static final int MOST = 256;

    /** After so long without an answer something is said again. */
    static final long REPEAT_MILLIS = 300;

    private record Running(CommandRound round, Consumer<CommandResult> done, long patience) {}

    private final NumberedState state;
    private final Peers peers;
    private final RandomGenerator random;
    private final Map<Long, Running> running = new LinkedHashMap<>();

    RunningCommands(NumberedState state, Peers peers, RandomGenerator random) {
        this.state = state;
        this.peers = peers;
        this.random = random;
    }

    /** How many are under way. */
    int size() {
        return running.size();
    }

    /**
     * Begins one.
     *
     * @param patience after this many milliseconds {@code done} is told how it stands; 0 for when it is through only
     */
    void begin(byte[] command, long now, long patience, Consumer<CommandResult> done) {
        begin(new Running(round(command, now), done, patience));
    }

    private CommandRound round(byte[] command, long begun) {
        return new CommandRound(command, begun, peers.live(), peers.departures());
    }

    private void begin(Running attempt) {
        long call = random.nextLong() | 1;
        running.put(call, attempt);
        attempt.round().high(peers.self().id(), state.high());
        if (attempt.round().takeOffer()) {
            applyHere(attempt.round());
            offer(call, attempt.round());
            advance(call);
        } else {
            advance(call);
            repeatOne(call);
        }
    }

    /** Once; who does not answer it is asked. */
    private void offer(long call, CommandRound round) {
        long number = round.number().orElseThrow();
        for (NodeName node : peers.live()) {
            if (node.id() != peers.self().id()) {
                peers.send(Kind.OFFER, node.id(), call, number, round.command());
            }
        }
    }

    /** A node told its highest number. */
    void high(long call, long node, long number) {
        Optional.ofNullable(running.get(call))
                .ifPresent(attempt -> attempt.round().high(node, number));
    }

    /** A node has applied it. */
    void applied(long call, long node, long number) {
        Optional.ofNullable(running.get(call))
                .ifPresent(attempt -> attempt.round().applied(node, number));
    }

    /** Something became known of the nodes, or by them. */
    void advance() {
        List.copyOf(running.keySet()).forEach(this::advance);
    }

    private void advance(long call) {
        Running attempt = running.get(call);
        if (attempt == null) {
            return;
        }
        List<NodeName> live = peers.live();
        CommandRound round = attempt.round();
        if (!round.covers(live, peers.departures())) {
            running.remove(call);
            begin(new Running(round(round.command(), round.begun()), attempt.done(), attempt.patience()));
            return;
        }
        if (round.takeNumber(live)) {
            applyHere(round);
            repeatOne(call);
        }
        if (round.isComplete(live)) {
            running.remove(call);
            tell(attempt, live);
        }
    }

    private void applyHere(CommandRound round) {
        long number = round.number().orElseThrow();
        state.apply(number, round.command());
        round.applied(peers.self().id(), number);
    }

    /** Tells those who have waited long enough how it stands; the commands go on. */
    void endPatience(long now) {
        for (Map.Entry<Long, Running> entry : List.copyOf(running.entrySet())) {
            Running attempt = entry.getValue();
            if (attempt.patience() > 0 && now - attempt.round().begun() >= attempt.patience()) {
                tell(attempt, peers.live());
                running.put(entry.getKey(), new Running(attempt.round(), unused -> {}, 0));
            }
        }
    }

    /** Says again what was not answered, and sees to it that who can be reached has each command. */
    void repeat(long now) {
        for (long call : List.copyOf(running.keySet())) {
            provide(call, now);
            repeatOne(call);
        }
    }

    /** Who can be reached shall have the command, though somebody does not answer. */
    private void provide(long call, long now) {
        Running attempt = running.get(call);
        if (attempt != null
                && now - attempt.round().begun() >= REPEAT_MILLIS / 2
                && attempt.round().takeProvisional()) {
            applyHere(attempt.round());
        }
    }

    private void repeatOne(long call) {
        Running attempt = running.get(call);
        if (attempt == null) {
            return;
        }
        CommandRound round = attempt.round();
        for (NodeName node : peers.live()) {
            if (node.id() == peers.self().id()) {
                continue;
            }
            if (!round.hasTold(node.id())) {
                peers.send(Kind.ASK, node.id(), call, 0, NodeMessage.noBody());
            } else if (round.isToApply(node.id())) {
                peers.send(Kind.APPLY, node.id(), call, round.number().orElseThrow(), round.command());
            }
        }
    }

    /** They will not be through; these are the nodes that count for what is told. */
    void abandon(List<NodeName> nodes) {
        running.values().forEach(attempt -> tell(attempt, nodes));
        running.clear();
    }

    private static void tell(Running attempt, List<NodeName> nodes) {
        CommandRound round = attempt.round();
        List<String> missing =
                round.missing(nodes).stream().map(NodeName::toString).toList();
        attempt.done().accept(new CommandResult(round.number().orElse(0), nodes.size(), missing));
    }
}
