package forebay.cache;

/** Why a response is not stored (RFC 9111 §3); its word reaches Cache-Status (detail), metrics and log. */
public enum NotStored {
    /** The method is not GET. */
    METHOD("method"),
    /** The request carried content. */
    REQUEST_CONTENT("request-content"),
    /** The request had preconditions for the origin. */
    REQUEST_CONDITION("request-condition"),
    /** The request said no-store. */
    REQUEST_NO_STORE("request-no-store"),
    /** A status that must not be stored, or not without explicit freshness, or that is not understood though it must be. */
    STATUS("status"),
    /** A 206 that can not be combined with others: no strong validator, or ranges that can not be read (§3.4). */
    PARTIAL("partial"),
    /** The response said no-store. */
    NO_STORE("no-store"),
    /** The response said private. */
    PRIVATE("private"),
    /** The request was authenticated, or had Authorization, and nothing in the response allows to share it (RFC 9111 §3.5). */
    AUTHENTICATED("authenticated"),
    /** The upstream was told who is asking. */
    TELLS_USER("tells-user"),
    /** Set-Cookie. */
    SET_COOKIE("set-cookie"),
    /** Vary: *. */
    VARY_ANY("vary-any"),
    /** Vary names a credential. */
    VARY_CREDENTIAL("vary-credential"),
    /** Vary names a field that the gateway makes for each client. */
    VARY_PER_CLIENT("vary-per-client"),
    /** Vary is broken or names too many fields. */
    VARY_MALFORMED("vary-malformed"),
    /** Ended by closing the connection: an early end can not be told from the end. */
    CLOSE_DELIMITED("close-delimited"),
    /** Neither fresh for any time nor possible to validate. */
    NOT_REUSABLE("not-reusable"),
    /** Larger than the route's largest stored content. */
    TOO_LARGE("too-large"),
    /** The content broke off or did not have the announced length. */
    INCOMPLETE("incomplete"),
    /** It was invalidated or purged while it was on its way, or this node did not hear of every purge then. */
    INVALIDATED("invalidated");

    private final String word;

    NotStored(String word) {
        this.word = word;
    }

    /** The reason as a word. */
    public String word() {
        return word;
    }
}
