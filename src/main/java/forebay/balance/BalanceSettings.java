package forebay.balance;

import java.util.Optional;

/**
 * How a pool's requests are spread.
 *
 * @param algorithm by which
 * @param hash what a hashing algorithm tells requests apart by
 * @param loadFactorPercent how much of its share of the requests in flight an upstream may have before the consistent
 *     hash goes on to another one, at least 100; empty for any
 * @param panicPercent where less than this share of the weight is healthy, health is ignored; 0 for never
 * @param ownZone the zone of this node, whose upstreams are preferred; empty for no preference
 * @param sticky how a client's requests stay with an upstream; empty where they need not
 */
public record BalanceSettings(
        Algorithm algorithm,
        HashBy hash,
        Optional<Integer> loadFactorPercent,
        int panicPercent,
        Optional<String> ownZone,
        Optional<StickySettings> sticky) {
    /** A load factor that lets most keys stay and keeps any upstream from a quarter more than its share. */
    public static final int LOAD_FACTOR_PERCENT = 125;

    /** What holds where nothing is said. */
    public static final BalanceSettings DEFAULT = new BalanceSettings(
            Algorithm.WEIGHTED_ROUND_ROBIN, HashBy.CLIENT, Optional.of(LOAD_FACTOR_PERCENT), 50, Optional.empty());

    /** Where requests need not stay with an upstream. */
    public BalanceSettings(
            Algorithm algorithm,
            HashBy hash,
            Optional<Integer> loadFactorPercent,
            int panicPercent,
            Optional<String> ownZone) {
        this(algorithm, hash, loadFactorPercent, panicPercent, ownZone, Optional.empty());
    }

    /** The same with these sessions. */
    public BalanceSettings with(StickySettings sessions) {
        return new BalanceSettings(algorithm, hash, loadFactorPercent, panicPercent, ownZone, Optional.of(sessions));
    }

    /** The same with another algorithm. */
    public BalanceSettings with(Algorithm other) {
        return new BalanceSettings(other, hash, loadFactorPercent, panicPercent, ownZone, sticky);
    }
}
