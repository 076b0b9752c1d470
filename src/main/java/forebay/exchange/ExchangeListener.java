package forebay.exchange;

/**
 * Learns of every exchange when it begins and once it is over: access log, metrics. Called on a request's thread;
 * never blocks.
 */
public interface ExchangeListener {
    /** An exchange begins; only what the guard found is in it yet. */
    default void begun(Exchange exchange) {}

    /** The exchange is over; nothing in it changes any more. */
    void finished(Exchange exchange);
}
