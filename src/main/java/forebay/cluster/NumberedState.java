package forebay.cluster;

/**
 * What commands change on a node: any state that only rises, so that applying a command twice, or tables in any order,
 * comes to the same. Called by one thread at a time; never blocks.
 */
public interface NumberedState {
    /** The highest number that is applied here. */
    long high();

    /** Applies a command, before this returns. */
    void apply(long number, byte[] command);

    /** All that is applied here, as bytes for {@link #merge} on another node. */
    byte[] snapshot();

    /** Adds what another node had applied; what can not be read is an IllegalArgumentException. */
    void merge(byte[] snapshot);

    /** From now on this node may serve by what it knows: it hears of every command of this lineage. */
    void serve(long lineage);

    /** From now on it may not, until {@link #serve} is called again. */
    void resign();

    /** From now on it may not; and what it knows counts no longer, because it comes to another lineage. */
    void forget();

    /** A command that stands for all that were ever applied, for the lineage that takes their place. */
    byte[] everything();
}
