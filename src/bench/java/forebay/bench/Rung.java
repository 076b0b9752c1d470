package forebay.bench;

/** A server that is measured. A hit's ladder has one layer more on each rung than on the one before. */
enum Rung {
    /** A servlet that writes the same bytes and fields as a hit. */
    BARE(Workload.HIT, "bare servlet"),
    /** And RequestGuard. */
    GUARD(Workload.HIT, "+ guard"),
    /** And the filter of Shiro, with an API key in each request. */
    SHIRO(Workload.HIT, "+ Shiro, API key"),
    /** And the cache's key and its look-up on the heap; what is found is not sent. */
    LOOKUP(Workload.HIT, "+ key and look-up"),
    /** And the head by the cache's rules: CacheFilter answers, the servlet no longer does. */
    HEAD(Workload.HIT, "+ head"),
    /** And access log and metrics: the whole gateway. */
    GATEWAY(Workload.HIT, "+ log and metrics"),
    /** All of it in the server of {@code java -jar}. */
    SERVER(Workload.HIT, "the same by java -jar"),
    /** The bare servlet again, for more content. */
    LARGE_BARE(Workload.LARGE_HIT, "bare servlet"),
    /** The whole gateway. */
    LARGE(Workload.LARGE_HIT, "the whole gateway"),
    /** In the server of {@code java -jar}. */
    LARGE_SERVER(Workload.LARGE_HIT, "the same by java -jar"),
    /** The proxy servlet of Jetty as it comes. */
    STOCK(Workload.FORWARD, "stock AsyncProxyServlet"),
    /** The whole gateway; the origin's answers may not be stored. */
    FORWARD(Workload.FORWARD, "the whole gateway"),
    /** In the server of {@code java -jar}. */
    FORWARD_SERVER(Workload.FORWARD, "the same by java -jar");

    private final Workload workload;
    private final String label;

    /** What is asked for, and so what is compared. */
    enum Workload {
        HIT("hit, 1 KiB", "/stored/page"),
        LARGE_HIT("hit, 100 KiB", "/stored/large"),
        FORWARD("forwarded, 1 KiB", "/page");

        private final String label;
        private final String target;

        Workload(String label, String target) {
            this.label = label;
            this.target = target;
        }

        /** For the table. */
        String label() {
            return label;
        }

        /** The path of the requests. */
        String target() {
            return target;
        }
    }

    Rung(Workload workload, String label) {
        this.workload = workload;
        this.label = label;
    }

    /** What is asked of it. */
    Workload workload() {
        return workload;
    }

    /** For the table. */
    String label() {
        return label;
    }

    /** What its figures are divided by. */
    Rung base() {
        return switch (workload) {
            case HIT -> BARE;
            case LARGE_HIT -> LARGE_BARE;
            case FORWARD -> STOCK;
        };
    }

    /** Whether it runs in the server of {@code java -jar}; else in a Jetty with the same settings as all others. */
    boolean byJar() {
        return this == SERVER || this == LARGE_SERVER || this == FORWARD_SERVER;
    }

    /** Whether it has a layer of the ladder of hits. */
    boolean has(Rung layer) {
        return this == FORWARD || this == LARGE || (workload == Workload.HIT && compareTo(layer) >= 0);
    }
}
