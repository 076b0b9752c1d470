package forebay.cache;

/**
 * Which purges a response may be older than: taken before the first byte of the forward that fetched it, it travels
 * with the response to wherever that is stored.
 *
 * @param lineage which history of purges the numbers belong to; 0 where none could be told
 * @param hard the highest purge number then known; what a hard purge with a higher number names is gone
 * @param soft the same for soft purges; a validation raises it, because the origin was asked since
 */
public record PurgeStamp(long lineage, long hard, long soft) {
    /** Taken where no purge could be told: what has it is never used from the store. */
    public static final PurgeStamp NONE = new PurgeStamp(0, 0, 0);

    /** This one after a validation that began under {@code later}: only the soft purges are made good by it. */
    PurgeStamp validated(PurgeStamp later) {
        return lineage == later.lineage ? new PurgeStamp(lineage, hard, Math.max(soft, later.soft)) : this;
    }

    /** Of something that is made of both. */
    PurgeStamp oldest(PurgeStamp other) {
        return lineage == other.lineage
                ? new PurgeStamp(lineage, Math.min(hard, other.hard), Math.min(soft, other.soft))
                : NONE;
    }
}
