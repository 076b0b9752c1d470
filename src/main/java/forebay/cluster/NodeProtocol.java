package forebay.cluster;

import forebay.cluster.NodeMessage.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * How nodes agree on who takes part, and have commands applied by all of them before they return. Pure: messages and time
 * come in, messages go out; not thread-safe, one thread calls it.
 *
 * <p>A node takes part once every node that does knows it, and it has copied what each of them has applied. So whoever
 * has a command applied by all that it knows of, and hears from each of them whom they know, has it applied by all that
 * serve. A node leaves by its own word, by proof of its death (a later incarnation at its place), or by an operator's
 * word; because it is silent only where it has surely ceased to serve ({@link Standing}). Why this suffices stands in
 * src/docs/decisions/0008-purge.md.
 */
final class NodeProtocol implements Peers {
    private static final long BEAT_MILLIS = 1_000;
    private static final long WORD_MILLIS = 500;
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

    private final NumberedState state;
    private final Outbox outbox;
    private final RandomGenerator random;
    private final Standing standing;
    private final Words words;
    private final RunningCommands commands;
    private final CommandAnswers answers;
    private final Acquaintances known;
    private Phase phase = Phase.JOINING;
    private long lineage;
    private boolean carriesOver;
    private long now;
    private long nextRepeat;
    private long nextBeat;

    /**
     * A node that joins; it does so once {@link #hints} or {@link #found} is called.
     *
     * @param standing what it may while others do not hear it
     * @param lease is told until when it may use what is stored
     */
    NodeProtocol(
            NodeName self,
            NumberedState state,
            Outbox outbox,
            RandomGenerator random,
            Standing standing,
            LongConsumer lease) {
        this.known = new Acquaintances(self);
        this.state = state;
        this.outbox = outbox;
        this.random = random;
        this.standing = standing;
        this.words = new Words(standing, this, lease);
        this.commands = new RunningCommands(state, this, random);
        this.answers = new CommandAnswers(state, this);
    }

    /** Nobody was here before: this node begins a lineage. */
    void found() {
        if (phase == Phase.JOINING && lineage == 0) {
            lineage = self().id();
            serve();
        }
    }

    /** These may be nodes of the same cluster, dead or alive. */
    void hints(Set<NodeName> found) {
        known.hints(found);
    }

    /** Has {@code command} applied by all; {@code done} is told once, by then at the latest. */
    void command(byte[] command, long at, long patience, Consumer<CommandResult> done) {
        now = at;
        if (phase != Phase.SERVING || commands.size() >= RunningCommands.MOST) {
            String why =
                    phase == Phase.SERVING ? "too many commands wait for a missing node" : "is not taking part yet";
            done.accept(new CommandResult(0, 1, List.of(self() + " (" + why + ")")));
            return;
        }
        commands.begin(command, at, patience, done);
    }

    /** Takes {@code node} for dead, as an operator says; false where it takes no part. */
    boolean forget(String node, long at) {
        now = at;
        Optional<NodeName> found = known.find(node);
        found.ifPresent(dead -> {
            known.roster().add(dead);
            known.roster().remove(dead.id());
            changed();
        });
        return found.isPresent() && found.get().id() != self().id();
    }

    /** Stops serving, and says so. */
    void leave() {
        state.resign();
        phase = Phase.LEFT;
        known.roster().remove(self().id());
        live().forEach(node -> send(Kind.GOODBYE, node.id(), 0, 0, NodeMessage.noBody()));
        commands.abandon(live());
    }

    void tick(long at) {
        if (phase == Phase.LEFT) {
            return;
        }
        now = at;
        commands.endPatience(now);
        stand();
        if (now >= nextRepeat) {
            nextRepeat = now + RunningCommands.REPEAT_MILLIS;
            commands.repeat(now);
            beginAnewIfLost();
            join();
            if (phase == Phase.SERVING) {
                words.giveUpSilent(now);
            }
        }
        if (now >= nextBeat) {
            nextBeat = now + (standing.isBound() ? WORD_MILLIS : BEAT_MILLIS);
            beat();
        }
    }

    private void join() {
        if (phase == Phase.JOINING) {
            changed(); // nobody may be left who could say something
        }
        if (phase != Phase.JOINING) {
            return;
        }
        known.others().stream()
                .filter(node -> lineage == 0 || !known.isKnownBy(node))
                .forEach(node -> send(Kind.HELLO, node.id(), 0, words.need(), NodeMessage.noBody()));
    }

    /**
     * Tells a few what this node knows of the others, or all where it needs their word; no command rests on it. Nodes that
     * are only heard of are told too: one that this one does not know is of another lineage.
     */
    private void beat() {
        if (phase != Phase.SERVING) {
            return;
        }
        List<NodeName> others = new ArrayList<>(known.others());
        int beaten = standing.isBound() ? others.size() : BEATEN;
        for (int i = 0; i < beaten && !others.isEmpty(); i++) {
            NodeName one = others.remove(random.nextInt(others.size()));
            send(Kind.BEAT, one.id(), now, words.need(), NodeMessage.noBody());
        }
    }

    private void stand() {
        if (phase == Phase.SERVING) {
            words.stand(now);
        }
    }

    /** Where nobody is left who knows what this node may have missed, a new lineage is begun. */
    private void beginAnewIfLost() {
        if (phase == Phase.SERVING && standing.isLost(now)) {
            state.resign();
            rejoin(known.roster().members(), known.roster().gone());
        }
    }

    void receive(NodeMessage message, long at) {
        if (message.to() != self().id() || phase == Phase.LEFT) {
            return;
        }
        now = at;
        long from = message.from().id();
        words.note(message);
        switch (message.kind()) {
            case HELLO -> hello(message);
            case WELCOME -> welcome(message);
            case STRANGER -> stranger(message);
            default -> {
                if (isUnknown(message)) {
                    boolean asked = phase == Phase.JOINING
                            && Words.isAsked(message)
                            && !known.roster().isGone(from);
                    send(asked ? Kind.JOINING : Kind.STRANGER, from, message.call(), 0, NodeMessage.noBody());
                } else if (message.gone().contains(self().id())) {
                    stranger(message);
                } else {
                    known.roster().merge(message.members(), message.gone());
                    fromMember(message, from);
                    changed();
                }
            }
        }
    }

    private boolean isUnknown(NodeMessage message) {
        long from = message.from().id();
        return !known.roster().isLive(from)
                || standing.hasGivenUp(from)
                || (lineage != 0 && message.lineage() != 0 && message.lineage() != lineage);
    }

    private void fromMember(NodeMessage message, long from) {
        switch (message.kind()) {
            case ASK, APPLY, OFFER -> answers.receive(message);
            case HIGH -> commands.high(message.call(), from, message.number());
            case APPLIED -> commands.applied(message.call(), from, message.number());
            case GOODBYE -> {
                standing.leftInOrder(from);
                known.roster().remove(from);
            }
            case BEAT, WORD, JOINING, SILENT, GIVEN_UP -> {
                if (phase == Phase.SERVING) {
                    words.receive(message, now);
                } else if (Words.isAsked(message)) {
                    send(Kind.JOINING, from, message.call(), 0, NodeMessage.noBody());
                }
            }
            default -> {
                // the others were answered before
            }
        }
    }

    private void hello(NodeMessage message) {
        long from = message.from().id();
        known.roster().add(message.from());
        changed();
        if (known.roster().isGone(from)) {
            send(Kind.STRANGER, from, 0, 0, NodeMessage.noBody());
        } else if (phase != Phase.SERVING || standing.isComplete(now)) {
            // Who served before and joins again may be the only one left that knows of a command.
            boolean knows = phase == Phase.SERVING || state.high() > 0;
            byte[] table = knows ? state.snapshot() : NodeMessage.noBody();
            send(Kind.WELCOME, from, 0, words.need(), table);
        }
    }

    private void welcome(NodeMessage message) {
        if (phase != Phase.JOINING) {
            return;
        }
        if (lineage != 0 && message.lineage() != 0 && message.lineage() != lineage) {
            if (Long.compareUnsigned(lineage, message.lineage()) < 0) {
                giveWay();
            } else if (message.body().length > 0) {
                send(Kind.STRANGER, message.from().id(), 0, 0, NodeMessage.noBody());
                return;
            }
        }
        known.roster().merge(message.members(), message.gone());
        if (message.body().length > 0) {
            lineage = message.lineage() == 0 ? lineage : message.lineage();
            state.merge(message.body());
        }
        known.knownBy(message.from().id());
        changed();
    }

    /** What this node was told of a lineage counts no longer, as another one goes before. */
    private void giveWay() {
        carriesOver |= state.high() > 0;
        state.forget();
        lineage = 0;
        known.knownByNobody();
    }

    /** The sender does not know this node: it was taken for dead, or belongs to another lineage that may go before. */
    private void stranger(NodeMessage message) {
        boolean another = message.lineage() != 0 && message.lineage() != lineage;
        boolean gone = message.gone().contains(self().id());
        if (gone && (phase == Phase.JOINING || !another)) {
            state.resign();
            rejoin(message.members(), message.gone());
            send(Kind.HELLO, message.from().id(), 0, words.need(), NodeMessage.noBody());
        } else if (another && lineage != 0) {
            if (Long.compareUnsigned(lineage, message.lineage()) > 0) {
                send(Kind.STRANGER, message.from().id(), 0, 0, NodeMessage.noBody());
            } else if (phase == Phase.SERVING) {
                moveTo(message);
            } else {
                giveWay();
            }
        }
    }

    /** Gives up what this lineage knew, and joins the other one; there all that is older is taken for purged. */
    private void moveTo(NodeMessage message) {
        known.roster().remove(self().id());
        live().forEach(node -> send(Kind.GOODBYE, node.id(), 0, 0, NodeMessage.noBody()));
        giveWay();
        known.forgetAll();
        rejoin(message.members(), message.gone());
        send(Kind.HELLO, message.from().id(), 0, words.need(), NodeMessage.noBody());
    }

    /** As another incarnation; the lineage is that of those who let it in, or a new one where nobody is left of it. */
    private void rejoin(Set<NodeName> members, Set<Long> gone) {
        phase = Phase.JOINING;
        lineage = 0;
        known.succeed(members, gone, random.nextLong());
        commands.abandon(List.of(self()));
    }

    /** Something became known: a joining node may be through, a command may go on. */
    private void changed() {
        if (phase == Phase.JOINING && known.isKnownByAll()) {
            if (lineage != 0) {
                serve();
            } else if (known.isLeftToFound()) {
                found();
            }
        }
        stand();
        commands.advance();
    }

    private void serve() {
        phase = Phase.SERVING;
        standing.begin(self().id(), live(), now);
        stand();
        state.serve(lineage);
        beat();
        if (carriesOver) {
            carriesOver = false;
            commands.begin(state.everything(), now, 0, unused -> {});
        }
    }

    @Override
    public void send(Kind kind, long to, long call, long number, byte[] body) {
        Set<Long> gone = known.roster().gone();
        if (standing.hasGivenUp(to)) {
            gone.add(to);
        }
        outbox.send(new NodeMessage(
                kind, self(), to, lineage, call, number, known.roster().members(), gone, body));
    }

    @Override
    public void remove(long node) {
        known.roster().remove(node);
        changed();
    }

    @Override
    public NodeName self() {
        return known.self();
    }

    @Override
    public List<NodeName> live() {
        return known.roster().live();
    }

    @Override
    public int departures() {
        return known.roster().departures();
    }

    Phase phase() {
        return phase;
    }

    Set<Long> gone() {
        return known.roster().gone();
    }

    long lineage() {
        return lineage;
    }

    /** Whether it may use what is stored. */
    boolean holds() {
        return phase == Phase.SERVING && standing.holds(now);
    }

    int running() {
        return commands.size();
    }
}
