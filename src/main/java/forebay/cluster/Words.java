package forebay.cluster;

import forebay.cluster.NodeMessage.Kind;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What nodes say to each other of {@link Standing}: they ask all others for their word with each beat, and agree on whom
 * they have given up. Pure; not thread-safe.
 */
final class Words {
    /** The number of a message whose sender is bound by all this. */
    static final long NEEDS_WORD = 1;

    private final Standing standing;
    private final Peers peers;
    private final LongConsumer lease;

    /** {@code lease} is told until when this node may use what is stored. */
    Words(Standing standing, Peers peers, LongConsumer lease) {
        this.standing = standing;
        this.peers = peers;
        this.lease = lease;
    }

    /** What to say of this node in HELLO, WELCOME and BEAT. */
    long need() {
        return standing.isBound() ? NEEDS_WORD : 0;
    }

    /** Whether somebody asks for this node's word. */
    static boolean isAsked(NodeMessage message) {
        return message.kind() == Kind.BEAT && message.number() == NEEDS_WORD;
    }

    /** Takes in what the sender says of itself. */
    void note(NodeMessage message) {
        boolean saysSo = switch (message.kind()) {
            case HELLO, WELCOME, BEAT -> message.number() == NEEDS_WORD;
            default -> false;
        };
        if (saysSo) {
            standing.stops(message.from().id());
        }
    }

    /** Works out until when this node, which takes part, may use what is stored. */
    void stand(long now) {
        lease.accept(standing.refresh(peers.self().id(), peers.live(), now));
    }

    /** Asks the others about those who were given no word for too long. */
    void giveUpSilent(long now) {
        for (NodeName node : List.copyOf(peers.live())) {
            if (standing.giveUp(node.id(), now)) {
                for (NodeName other : peers.live()) {
                    if (other.id() != peers.self().id() && other.id() != node.id()) {
                        peers.send(Kind.SILENT, other.id(), now, node.id(), NodeMessage.noBody());
                    }
                }
                removeGivenUp(node.id(), now);
            }
        }
    }

    private void removeGivenUp(long node, long now) {
        boolean live = peers.live().stream().anyMatch(each -> each.id() == node);
        if (live && standing.isGivenUpByMost(node, now)) {
            peers.remove(node);
        }
    }

    /** Another node that takes part says something of all this to this one, which does too. */
    void receive(NodeMessage message, long now) {
        long from = message.from().id();
        switch (message.kind()) {
            case BEAT -> {
                if (isAsked(message) && standing.giveWord(from, now)) {
                    peers.send(Kind.WORD, from, message.call(), 0, NodeMessage.noBody());
                }
            }
            case WORD -> standing.word(from, message.call());
            case JOINING -> standing.joining(from, message.call());
            case SILENT -> {
                if (standing.giveUp(message.number(), now)) {
                    peers.send(Kind.GIVEN_UP, from, message.call(), message.number(), NodeMessage.noBody());
                }
            }
            case GIVEN_UP -> {
                standing.alsoGivenUp(message.number(), from, message.call());
                removeGivenUp(message.number(), now);
            }
            default -> throw new IllegalArgumentException("not of words: " + message.kind());
        }
    }
}
