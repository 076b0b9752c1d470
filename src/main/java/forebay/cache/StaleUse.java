package forebay.cache;

/** Why a stale response was used; its word reaches Cache-Status (detail), metrics and log. */
public enum StaleUse {
    /** The request accepts it: max-stale (RFC 9111 §5.2.1.2). */
    MAX_STALE("max-stale"),
    /** Served while it is validated behind: stale-while-revalidate (RFC 5861 §3), or the operator's word. */
    WHILE_REVALIDATE("stale-while-revalidate"),
    /** In place of a 500, 502, 503 or 504: stale-if-error (RFC 5861 §4), or the operator's word. */
    IF_ERROR("stale-if-error"),
    /** No upstream answered (RFC 9111 §4.2.4). */
    UNREACHABLE("unreachable");

    private final String word;

    StaleUse(String word) {
        this.word = word;
    }

    /** The use as a word. */
    public String word() {
        return word;
    }
}
