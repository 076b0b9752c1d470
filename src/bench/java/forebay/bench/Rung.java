package forebay.bench;

/** A server that is measured. A hit's ladder has one layer more on each rung than on the one before. */
enum Rung {
    /** A servlet that writes the same bytes and fields as a hit. */
    BARE("hit", "bare servlet"),
    /** And RequestGuard. */
    GUARD("hit", "+ guard"),
    /** And the filter of Shiro, with an API key in each request. */
    SHIRO("hit", "+ Shiro, API key"),
    /** And the cache's key and its look-up on the heap; what is found is not sent. */
    LOOKUP("hit", "+ key and look-up"),
    /** And the head by the cache's rules: CacheFilter answers, the servlet no longer does. */
    HEAD("hit", "+ head"),
    /** And access log and metrics: the whole gateway. */
    GATEWAY("hit", "+ log and metrics"),
    /** The proxy servlet of Jetty as it comes. */
    STOCK("forwarded", "stock AsyncProxyServlet"),
    /** The whole gateway; the origin's answers may not be stored. */
    FORWARD("forwarded", "the whole gateway");

    private final String kind;
    private final String label;

    Rung(String kind, String label) {
        this.kind = kind;
        this.label = label;
    }

    /** What is measured: hit or forwarded. */
    String kind() {
        return kind;
    }

    /** For the table. */
    String label() {
        return label;
    }

    /** The first rung of this one's ladder: what its figures are divided by. */
    Rung base() {
        return kind.equals(BARE.kind) ? BARE : STOCK;
    }

    boolean has(Rung layer) {
        return this == FORWARD || (kind.equals(BARE.kind) && compareTo(layer) >= 0);
    }
}
