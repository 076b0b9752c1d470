package forebay.cluster;

import forebay.cluster.NodeMessage.Kind;

/** What a node answers where others have it apply a command: the other side of {@link RunningCommands}. Not thread-safe. */
final class CommandAnswers {
    private final NumberedState state;
    private final Peers peers;

    CommandAnswers(NumberedState state, Peers peers) {
        this.state = state;
        this.peers = peers;
    }

    /** Answers an ASK, an APPLY or an OFFER. */
    void receive(NodeMessage message) {
        boolean applies =
                message.kind() == Kind.APPLY || (message.kind() == Kind.OFFER && message.number() > state.high());
        if (applies) {
            state.apply(message.number(), message.body());
            answer(Kind.APPLIED, message, message.number());
        } else {
            answer(Kind.HIGH, message, state.high());
        }
    }

    private void answer(Kind kind, NodeMessage message, long number) {
        peers.send(kind, message.from().id(), message.call(), number, NodeMessage.noBody());
    }
}
