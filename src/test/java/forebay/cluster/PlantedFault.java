package forebay.cluster;

/** What can be planted into a {@link NodeSimulation}. */
enum PlantedFault {
    /** What is stored is used without a look at its stamp; only when it was put there, it was looked at. */
    READ_CHECK_OFF,
    /** The number exceeds what its coordinator knows, not what all nodes know. */
    NUMBER_OF_ONE_NODE,
    /** Who is offered a number takes it, though what it stamped may have one as high. */
    OFFER_TAKEN_BLINDLY,
    /** A request joins the fetch of another that began before a purge. */
    FOLLOWS_OLD_LEADER,
    /** A node serves from its start on. */
    SERVES_BEFORE_IT_HAS_THE_TABLE,
    /** A validation by the origin's old word makes good a hard purge. */
    VALIDATION_RAISES_HARD_STAMP,
    /** What some have applied counts as applied by all. */
    ONE_ACKNOWLEDGEMENT_IS_ENOUGH,
    /** What is stored is used without a look at the lease. */
    LEASE_NOT_READ(Partition.HITS_STOP),
    /** The lease is looked at now and then, not when what is stored is used. */
    LEASE_READ_BEFORE(Partition.HITS_STOP),
    /** Who gave a word counts it as over once its own clock says so, though clocks differ in their rate. */
    NO_MARGIN(Partition.HITS_STOP),
    /** Silence counts for consent to give a node up. */
    GIVEN_UP_BY_ONE(Partition.HITS_STOP);

    /** Where it shows. */
    final Partition partition;

    PlantedFault() {
        this(Partition.PURGE_WAITS);
    }

    PlantedFault(Partition partition) {
        this.partition = partition;
    }
}
