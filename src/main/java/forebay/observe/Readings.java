package forebay.observe;

import forebay.balance.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers that other parts keep themselves, as they stand at the moment of asking: read when metrics are scraped
 * and when the status page is shown, never on a request's way. Thread-safe.
 */
public interface Readings {
    /** The pools of the current generation, in the order of the configuration. */
    List<Pool> pools();

    /** What the cache holds. */
    Cache cache();

    /** How loading the configuration went so far. */
    Reloads reloads();

    /** How purges went. */
    Purging purging();

    /** Requests that wait now for their password to be checked. */
    int waitingPasswords();

    /** How this node gets on with the limits that all nodes share. */
    Limits limits();

    /** How upstreams are found, by pool; of those that they are looked for. */
    default Map<String, Discovery> discovery() {
        return Map.of();
    }

    /** Access log lines dropped because the queue was full or the disk took none. */
    long droppedLogLines();

    /**
     * How the upstreams of a pool are found.
     *
     * @param failures looks that found nothing to use
     * @param missing why the latest one found nothing; empty where it did
     */
    record Discovery(long failures, Optional<Missing> missing) {}

    /**
     * Upstreams that are not found at present; the known ones stay.
     *
     * @param why what the latest look says
     * @param since when the first one found nothing
     */
    record Missing(String why, Instant since) {}

    /**
     * The upstreams of one pool.
     *
     * @param name the pool's name
     * @param algorithm how its requests are spread, as forebay.yaml says it
     * @param load what its requests share
     * @param upstreams in the order of the configuration
     */
    record Pool(String name, String algorithm, Load load, List<Upstream> upstreams) {}

    /**
     * What the requests of a pool share.
     *
     * @param inFlight attempts that are not over
     * @param waiting requests that wait for a place
     * @param turnedAway requests that found no place to wait, or waited too long
     * @param retries attempts after the first one of a request
     * @param retriesRefused those that were not made because the budget was used up
     * @param hedges retries that were made beside an attempt that was slow
     */
    record Load(int inFlight, int waiting, long turnedAway, long retries, long retriesRefused, long hedges) {}

    /**
     * One upstream as this node sees it.
     *
     * @param name scheme, host and port of its URL, as in {@link forebay.exchange.Attempt#upstream()}
     * @param weight its share relative to the others of the pool
     * @param placement where it is among them, and what it weighs now
     * @param state one word out of a few: {@code available}, {@code ejected}, {@code draining}, …
     * @param reason why, in a few words; empty where it never stood differently
     * @param available whether the pool may send to it in this state
     * @param inFlight requests that it is answering for this node
     * @param requests attempts sent to it since it was configured
     * @param failures those of them that failed by its fault
     * @param ejections how often it was ejected
     * @param healthChanges how often health checks changed their mind about it
     */
    record Upstream(
            String name,
            int weight,
            Placement placement,
            String state,
            String reason,
            boolean available,
            int inFlight,
            long requests,
            long failures,
            long ejections,
            long healthChanges) {}

    /**
     * What the cache holds on both levels.
     *
     * @param heap this node's heap (L1)
     * @param cluster what this node holds for the cluster (L2); empty where the node is not in a cluster
     * @param sharing how this node gets on with the cluster; empty where it is not in one
     * @param capturingBytes content that is held while it arrives, before it is stored
     */
    record Cache(Level heap, Optional<Level> cluster, Optional<Sharing> sharing, long capturingBytes) {}

    /**
     * How purges went that were called on this node, and where it stands.
     *
     * @param complete those that every node had applied when they returned
     * @param incomplete those that returned while a node was missing
     * @param swept stored responses of this node's heap that were let go of after purges, wherever these were called
     * @param highest the highest purge number that this node knows
     * @param serving whether it uses what is stored
     * @param nodes how many nodes a purge waits for
     */
    record Purging(long complete, long incomplete, long swept, long highest, boolean serving, int nodes) {}

    /**
     * How a node gets on with the store that it shares.
     *
     * @param lookupFailures look-ups that failed or took too long, each of them a miss
     * @param backupLookups reads that a backup answered, as the owner was late or not asked
     * @param skippedLookups reads for which the owner was not asked, as it had not answered others
     * @param restingMembers members that are not asked at the moment
     * @param waitingWrites writes that the cluster has not acknowledged yet
     * @param lostWrites writes that failed, or were dropped because the cluster could not keep up
     * @param rejected entries that no node of the cluster wrote, or that were changed since, each of them a miss
     * @param waitingRequests requests that wait for what another node fetches
     * @param uncollapsed forwards beside another one of the same key that should have done for both
     */
    record Sharing(
            long lookupFailures,
            long backupLookups,
            long skippedLookups,
            int restingMembers,
            int waitingWrites,
            long lostWrites,
            long rejected,
            int waitingRequests,
            long uncollapsed) {}

    /**
     * How a node gets on with the limits that it shares.
     *
     * @param alone how often the cluster did not answer in time, so that the limit held on this node alone
     * @param rejected states in the cluster that no node of it wrote, none of which counted
     */
    record Limits(long alone, long rejected) {}

    /**
     * One level of the cache.
     *
     * @param bytes bytes of stored responses
     * @param limitBytes the most that it may hold, in bytes
     * @param entries number of stored responses
     * @param hits look-ups that found something
     * @param misses look-ups that found nothing
     * @param evictions stored responses given up for space
     */
    record Level(long bytes, long limitBytes, long entries, long hits, long misses, long evictions) {}

    /**
     * How loading the configuration went, counted since the start.
     *
     * @param generation number of the current generation
     * @param succeeded loads that became current, the first one included
     * @param failed loads that were refused
     */
    record Reloads(int generation, long succeeded, long failed) {}
}
