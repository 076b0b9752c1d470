package forebay.cluster;

import forebay.cluster.NodeMessage.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * How nodes agree on who takes part, and have commands applied by all of them before they return. Pure: messages and time
 * come in, messages go out; not thread-safe, one thread calls it.
 *
 * <p>A node takes part once every node that does knows it, and it has copied what each of them has applied. So whoever
 * has a command applied by all that it knows of, and hears from each of them whom they know, has it applied by all that
 * serve. A node leaves by its own word, by proof of its death (a later incarnation at its place), or by an operator's
 * word; never because it is silent. Why this suffices stands in src/docs/decisions/0008-purge.md.
 */
final class NodeProtocol {
    /** Commands that are repeated because a node is missing; further ones are refused. */
    static final int MOST_RUNNING = 256;

    private static final long REPEAT_MILLIS = 300;
    private static final long BEAT_MILLIS = 1_000;
    private static final int BEATEN = 4;

    /** Sends, at best effort. */
    interface Outbox {
        void send(NodeMessage message);
    }

    /** Where this node stands. */
    enum Phase {
        JOINING,
        SERVING,
        LEFT
    }

    private record Running(CommandRound round, Consumer<CommandResult> done, long patience) {}

    private final NumberedState state;
    private final Outbox outbox;
    private final RandomGenerator random;
    private final Map<Long, Running> running = new LinkedHashMap<>();
    private final Set<Long> welcomed = new HashSet<>();
    private Roster roster = new Roster();
    private Set<NodeName> hints = Set.of();
    private NodeName self;
    private Phase phase = Phase.JOINING;
    private long lineage;
    private boolean carriesOver;
    private long nextRepeat;
    private long nextBeat;

    /** A node that joins; it does so once {@link #hints} or {@link #found} is called. */
    NodeProtocol(NodeName self, NumberedState state, Outbox outbox, RandomGenerator random) {
        this.self = self;
        this.state = state;
        this.outbox = outbox;
        this.random = random;
        roster.add(self);
    }

    /** Nobody was here before: this node begins a lineage. */
    void found() {
        if (phase == Phase.JOINING && lineage == 0) {
            lineage = self.id();
            serve();
        }
    }

    /** These may be nodes of the same cluster, dead or alive. */
    void hints(Set<NodeName> found) {
        hints = found;
    }

    /** Has {@code command} applied by all; {@code done} is told once, by then at the latest. */
    void command(byte[] command, long now, long patience, Consumer<CommandResult> done) {
        if (phase != Phase.SERVING || running.size() >= MOST_RUNNING) {
            String why =
                    phase == Phase.SERVING ? "too many commands wait for a missing node" : "is not taking part yet";
            done.accept(new CommandResult(0, 1, List.of(self + " (" + why + ")")));
            return;
        }
        begin(new Running(new CommandRound(command, now, roster.live()), done, patience));
    }

    private void begin(Running attempt) {
        long call = random.nextLong() | 1;
        running.put(call, attempt);
        attempt.round().high(self.id(), state.high());
        advance(call);
        repeat(call);
    }

    /** Takes {@code node} for dead, as an operator says; false where it takes no part. */
    boolean forget(String node) {
        Optional<NodeName> found = roster.find(node).or(() -> hinted(node));
        found.ifPresent(dead -> {
            roster.add(dead);
            roster.remove(dead.id());
            changed();
        });
        return found.isPresent() && found.get().id() != self.id();
    }

    private Optional<NodeName> hinted(String node) {
        return hints.stream().filter(hint -> hint.text().equals(node)).findFirst();
    }

    /** Stops serving, and says so. */
    void leave() {
        state.resign();
        phase = Phase.LEFT;
        roster.remove(self.id());
        roster.live().forEach(node -> send(Kind.GOODBYE, node.id(), 0, 0, NodeMessage.noBody()));
        running.values().forEach(attempt -> tell(attempt, roster.live()));
        running.clear();
    }

    void tick(long now) {
        if (phase == Phase.LEFT) {
            return;
        }
        for (Map.Entry<Long, Running> entry : List.copyOf(running.entrySet())) {
            Running attempt = entry.getValue();
            if (attempt.patience() > 0 && now - attempt.round().begun() >= attempt.patience()) {
                tell(attempt, roster.live());
                running.put(entry.getKey(), new Running(attempt.round(), unused -> {}, 0));
            }
        }
        if (now >= nextRepeat) {
            nextRepeat = now + REPEAT_MILLIS;
            List.copyOf(running.keySet()).forEach(call -> {
                provide(call, now);
                repeat(call);
            });
            join();
        }
        if (now >= nextBeat) {
            nextBeat = now + BEAT_MILLIS;
            beat();
        }
    }

    private void join() {
        if (phase != Phase.JOINING) {
            return;
        }
        Set<NodeName> asked = new HashSet<>(hints);
        asked.addAll(roster.live());
        asked.removeIf(node -> node.id() == self.id() || roster.isGone(node.id()));
        asked.stream()
                .filter(node -> lineage == 0 || !welcomed.contains(node.id()))
                .forEach(node -> send(Kind.HELLO, node.id(), 0, 0, NodeMessage.noBody()));
    }

    /**
     * Tells a few what this node knows of the others; no command rests on it. Nodes that are only heard of are told too:
     * one that this one does not know is of another lineage.
     */
    private void beat() {
        if (phase == Phase.SERVING) {
            Set<NodeName> all = new HashSet<>(hints);
            all.addAll(roster.live());
            List<NodeName> others = new ArrayList<>(all);
            others.removeIf(node -> node.id() == self.id() || roster.isGone(node.id()));
            for (int i = 0; i < BEATEN && !others.isEmpty(); i++) {
                NodeName one = others.remove(random.nextInt(others.size()));
                send(Kind.BEAT, one.id(), 0, 0, NodeMessage.noBody());
            }
        }
    }

    void receive(NodeMessage message) {
        if (message.to() != self.id() || phase == Phase.LEFT) {
            return;
        }
        long from = message.from().id();
        switch (message.kind()) {
            case HELLO -> hello(message);
            case WELCOME -> welcome(message);
            case STRANGER -> stranger(message);
            default -> {
                if (!roster.isLive(from) || (lineage != 0 && message.lineage() != 0 && message.lineage() != lineage)) {
                    send(Kind.STRANGER, from, 0, 0, NodeMessage.noBody());
                    return;
                }
                roster.merge(message.members(), message.gone());
                known(message, from);
                changed();
            }
        }
    }

    private void known(NodeMessage message, long from) {
        switch (message.kind()) {
            case ASK -> send(Kind.HIGH, from, message.call(), state.high(), NodeMessage.noBody());
            case APPLY -> {
                state.apply(message.number(), message.body());
                send(Kind.APPLIED, from, message.call(), message.number(), NodeMessage.noBody());
            }
            case HIGH ->
                Optional.ofNullable(running.get(message.call()))
                        .ifPresent(attempt -> attempt.round().high(from, message.number()));
            case APPLIED ->
                Optional.ofNullable(running.get(message.call()))
                        .ifPresent(attempt -> attempt.round().applied(from, message.number()));
            case GOODBYE -> roster.remove(from);
            default -> {
                // a beat says who takes part, no more
            }
        }
    }

    private void hello(NodeMessage message) {
        roster.add(message.from());
        if (roster.isGone(message.from().id())) {
            send(Kind.STRANGER, message.from().id(), 0, 0, NodeMessage.noBody());
        } else {
            byte[] table = phase == Phase.SERVING ? state.snapshot() : NodeMessage.noBody();
            send(Kind.WELCOME, message.from().id(), 0, 0, table);
        }
        changed();
    }

    private void welcome(NodeMessage message) {
        boolean another = lineage != 0 && message.lineage() != 0 && message.lineage() != lineage;
        if (phase != Phase.JOINING || another) {
            return;
        }
        roster.merge(message.members(), message.gone());
        if (message.body().length > 0) {
            lineage = message.lineage();
            state.merge(message.body());
        }
        welcomed.add(message.from().id());
        changed();
    }

    /** The sender does not know this node: it was taken for dead, or belongs to another lineage that may go before. */
    private void stranger(NodeMessage message) {
        boolean sameLineage = message.lineage() == lineage && lineage != 0;
        if (phase == Phase.JOINING && message.gone().contains(self.id())) {
            rejoin(message);
        } else if (phase == Phase.SERVING && sameLineage && message.gone().contains(self.id())) {
            state.resign();
            rejoin(message);
        } else if (phase == Phase.SERVING && message.lineage() != 0 && !sameLineage) {
            if (Long.compareUnsigned(lineage, message.lineage()) < 0) {
                moveTo(message);
            } else {
                send(Kind.STRANGER, message.from().id(), 0, 0, NodeMessage.noBody());
            }
        }
    }

    /** Gives up what this lineage knew, and joins the other one; there all that is older is taken for purged. */
    private void moveTo(NodeMessage message) {
        carriesOver |= state.high() > 0;
        NodeName before = self;
        roster.remove(before.id());
        roster.live().forEach(node -> send(Kind.GOODBYE, node.id(), 0, 0, NodeMessage.noBody()));
        state.forget();
        lineage = 0;
        roster = new Roster();
        roster.add(before);
        rejoin(message);
    }

    /** As another incarnation. */
    private void rejoin(NodeMessage message) {
        phase = Phase.JOINING;
        roster.merge(List.of(), message.gone());
        roster.remove(self.id());
        long born = roster.bornAfter(self.place(), Math.max(self.born() + 1, bornAt(message.members())));
        self = new NodeName(random.nextLong(), self.place(), born);
        roster.add(self);
        welcomed.clear();
        running.values().forEach(attempt -> tell(attempt, List.of(self)));
        running.clear();
        send(Kind.HELLO, message.from().id(), 0, 0, NodeMessage.noBody());
    }

    private long bornAt(Set<NodeName> members) {
        return members.stream()
                .filter(each -> each.place().equals(self.place()))
                .mapToLong(each -> each.born() + 1)
                .max()
                .orElse(0);
    }

    /** Something became known: a joining node may be through, a command may go on. */
    private void changed() {
        if (phase == Phase.JOINING && allKnowThisNode()) {
            if (lineage != 0) {
                serve();
            } else if (isLeftToFound()) {
                found();
            }
        }
        List.copyOf(running.keySet()).forEach(this::advance);
    }

    private boolean allKnowThisNode() {
        return roster.live().stream().allMatch(node -> node.id() == self.id() || welcomed.contains(node.id()));
    }

    /**
     * Whether those who served are all gone, as was proved or an operator said, and of the joining nodes that are left
     * this is the one to begin anew.
     */
    private boolean isLeftToFound() {
        boolean nobodyElse = hints.stream().allMatch(node -> roster.isLive(node.id()) || roster.isGone(node.id()));
        return roster.departures() > 0 && nobodyElse && roster.live().stream().allMatch(node -> node.id() >= self.id());
    }

    private void serve() {
        phase = Phase.SERVING;
        state.serve(lineage);
        if (carriesOver) {
            carriesOver = false;
            begin(new Running(new CommandRound(state.everything(), 0, roster.live()), unused -> {}, 0));
        }
    }

    private void advance(long call) {
        Running attempt = running.get(call);
        if (attempt == null) {
            return;
        }
        List<NodeName> live = roster.live();
        CommandRound round = attempt.round();
        if (!round.covers(live)) {
            running.remove(call);
            begin(new Running(
                    new CommandRound(round.command(), round.begun(), live), attempt.done(), attempt.patience()));
            return;
        }
        if (round.takeNumber(live, roster.departures())) {
            applyHere(round);
            repeat(call);
        }
        if (round.isComplete(live)) {
            running.remove(call);
            tell(attempt, live);
        }
    }

    private void applyHere(CommandRound round) {
        long number = round.number().orElseThrow();
        state.apply(number, round.command());
        round.applied(self.id(), number);
    }

    /** Who can be reached shall have the command, though somebody does not answer. */
    private void provide(long call, long now) {
        Running attempt = running.get(call);
        if (attempt != null
                && now - attempt.round().begun() >= REPEAT_MILLIS / 2
                && attempt.round().takeProvisional(roster.departures())) {
            applyHere(attempt.round());
        }
    }

    private void repeat(long call) {
        Running attempt = running.get(call);
        if (attempt == null) {
            return;
        }
        CommandRound round = attempt.round();
        for (NodeName node : roster.live()) {
            if (node.id() == self.id()) {
                continue;
            }
            if (!round.hasTold(node.id())) {
                send(Kind.ASK, node.id(), call, 0, NodeMessage.noBody());
            } else if (round.number().isPresent() && !round.hasApplied(node.id())) {
                send(Kind.APPLY, node.id(), call, round.number().getAsLong(), round.command());
            }
        }
    }

    private static void tell(Running attempt, List<NodeName> nodes) {
        CommandRound round = attempt.round();
        attempt.done()
                .accept(new CommandResult(
                        round.number().orElse(0),
                        nodes.size(),
                        new ArrayList<>(round.missing(nodes).stream()
                                .map(NodeName::toString)
                                .toList())));
    }

    private void send(Kind kind, long to, long call, long number, byte[] body) {
        outbox.send(new NodeMessage(kind, self, to, lineage, call, number, roster.members(), roster.gone(), body));
    }

    Phase phase() {
        return phase;
    }

    NodeName self() {
        return self;
    }

    List<NodeName> live() {
        return roster.live();
    }

    Set<Long> gone() {
        return roster.gone();
    }

    long lineage() {
        return lineage;
    }

    int running() {
        return running.size();
    }
}
