package forebay.cache;

/** What a request presented to say who is asking, whether or not it is forwarded (RFC 9111 §3.5). */
public enum Presented {
    /** No credential. */
    NOTHING,
    /** Authorization, which access control did not look at or could make nothing of. */
    UNVERIFIED,
    /** A credential of any kind, which access control verified. */
    VERIFIED
}
