package forebay.cache;

/** Why a request was not answered from the store; its word reaches Cache-Status (detail), metrics and log. */
public enum ForwardReason {
    /** The method is not GET or HEAD. */
    METHOD("method"),
    /** The request carries content. */
    REQUEST_CONTENT("request-content"),
    /** If-Match or If-Unmodified-Since: the origin decides (RFC 9111 §4.3.2). */
    REQUEST_CONDITION("request-condition"),
    /** The upstream is told who is asking. */
    TELLS_USER("tells-user"),
    /** Nothing is stored under the key. */
    NOT_FOUND("not-found"),
    /** Something is stored, but for other selecting fields. */
    VARIES("varies"),
    /** What is stored is a part of the content, and does not hold what is asked for (RFC 9111 §3.3). */
    PARTIAL("partial"),
    /** The request demands validation: no-cache, Pragma, max-age or min-fresh not met. */
    REQUEST_DIRECTIVE("request-directive"),
    /** The request forbids to store its response: no-store. */
    REQUEST_NO_STORE("request-no-store"),
    /** The stored response says no-cache. */
    NO_CACHE("no-cache"),
    /** The stored response is stale. */
    STALE("stale"),
    /** A 304 selected none of the stored responses. */
    NOT_SELECTED("not-selected");

    private final String word;

    ForwardReason(String word) {
        this.word = word;
    }

    /** The reason as a word. */
    public String word() {
        return word;
    }
}
