package forebay.exchange;

/** Learns of every exchange once it is over: access log, metrics. Called on a request's thread; never blocks. */
public interface ExchangeListener {
    /** The exchange is over; nothing in it changes any more. */
    void finished(Exchange exchange);
}
