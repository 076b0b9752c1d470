package forebay.guard;

import forebay.exchange.Exchange;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Ends an exchange when its request does: with the chain, or with asynchronous processing that the chain began.
 *
 * <p>A step that ends the exchange itself, because it broke the stream off, comes first and stands. A tunnel outlives its
 * request and ends the exchange itself.
 */
final class ExchangeEnd implements AsyncListener {
    private final Exchange exchange;
    private final HttpServletResponse response;

    ExchangeEnd(Exchange exchange, HttpServletResponse response) {
        this.exchange = exchange;
        this.response = response;
    }

    /** The chain has returned: ends the exchange, now or when asynchronous processing ends. */
    void afterChain(HttpServletRequest request) {
        if (!request.isAsyncStarted()) {
            now(false);
            return;
        }
        try {
            request.getAsyncContext().addListener(this);
        } catch (IllegalStateException completed) {
            now(false); // it ended between the question and the answer
        }
    }

    /** Ends the exchange, unless it has ended. */
    void now(boolean aborted) {
        exchange.finish(response.getStatus(), System.nanoTime(), aborted);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        if (!exchange.isTunnelled()) {
            now(false);
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        if (!exchange.isTunnelled()) {
            now(true);
        }
    }

    /** Says nothing yet: who began the asynchronous processing answers, and completion follows. */
    @Override
    public void onTimeout(AsyncEvent event) {}

    /** A resumed request began another cycle, for which containers forget the listeners of the one before. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
