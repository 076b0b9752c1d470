package forebay.cluster;

import java.util.List;

/** The nodes that take part, as one of them knows them, and how it speaks to them. */
interface Peers {
    /** This node. */
    NodeName self();

    /** Those that have to apply a command, this one included. */
    List<NodeName> live();

    /** How many are gone. */
    int departures();

    void send(NodeMessage.Kind kind, long to, long call, long number, byte[] body);

    /** This one takes no part any more. */
    void remove(long node);
}
