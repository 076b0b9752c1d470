package forebay.cluster;

/**
 * One process incarnation that takes part in the cluster's commands, a member or a client of it alike.
 *
 * @param id drawn at its start; no other incarnation ever has it
 * @param place what only one living process can have, such as the address of its member; empty where there is no such
 *     thing. A later incarnation at the same place proves the earlier ones dead
 * @param born orders the incarnations of one place; of one host's clock, compared with nothing else
 */
public record NodeName(long id, String place, long born) {
    /** The id, by which operators name it. */
    public String text() {
        return Long.toHexString(id);
    }

    /** The id and where it runs. */
    @Override
    public String toString() {
        return place.isEmpty() ? text() : text() + "@" + place;
    }

    /** Whether {@code other} can not be alive any more if this one is. */
    boolean succeeds(NodeName other) {
        return id != other.id && !place.isEmpty() && place.equals(other.place) && born > other.born;
    }
}
