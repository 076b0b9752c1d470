package forebay.edge;

/** Lets the requests in flight end before what they need is stopped. */
public interface Drain {
    /** Tells clients to go elsewhere and waits until no request is in flight, for a bounded time. */
    void await();
}
