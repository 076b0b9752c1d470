package forebay.balance;

/** The order in which the upstreams of a pool are tried. Thread-safe. */
public interface Balancer {
    /** The candidates for one request, in order, each once: those that are available first. */
    Candidates candidates();
}
