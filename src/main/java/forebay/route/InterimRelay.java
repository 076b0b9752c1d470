package forebay.route;

/** Which clients get the interim responses of upstreams (RFC 9110 §15.2), such as 103 Early Hints (RFC 8297). */
public enum InterimRelay {
    /** None. */
    OFF("off"),
    /** Those by HTTP/2: some by HTTP/1.1 take an interim response for the final one (RFC 8297 §3). */
    HTTP2("http2"),
    /** All whose protocol has them, from HTTP/1.1 on. */
    ALL("all");

    private final String word;

    InterimRelay(String word) {
        this.word = word;
    }

    /** The operator's word for it. */
    public String word() {
        return word;
    }

    /** Whether a client that speaks {@code protocol}, such as HTTP/1.1, gets them; HTTP/1.0 has none. */
    public boolean reaches(String protocol) {
        return switch (this) {
            case OFF -> false;
            case HTTP2 -> protocol.startsWith("HTTP/2");
            case ALL -> protocol.startsWith("HTTP/2") || protocol.equals("HTTP/1.1");
        };
    }
}
