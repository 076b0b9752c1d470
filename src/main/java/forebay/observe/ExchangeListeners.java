package forebay.observe;

import forebay.exchange.Exchange;
import forebay.exchange.ExchangeListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. Each is told in turn whatever the ones before it did: one that fails costs neither the
 * others nor the request anything, and is reported at most once a minute.
 */
public final class ExchangeListeners implements ExchangeListener {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeListeners.class);

    private final ExchangeListener[] listeners;
    private final Throttle throttle = new Throttle(Duration.ofMinutes(1));
    private final LongAdder failures = new LongAdder();

    private ExchangeListeners(List<ExchangeListener> listeners) {
        this.listeners = listeners.toArray(ExchangeListener[]::new);
    }

    /** Tells {@code listeners} in this order. */
    public static ExchangeListener of(List<ExchangeListener> listeners) {
        return new ExchangeListeners(listeners);
    }

    @Override
    public void begun(Exchange exchange) {
        for (ExchangeListener listener : listeners) {
            try {
                listener.begun(exchange);
            } catch (RuntimeException e) {
                report(listener, e);
            }
        }
    }

    @Override
    public void finished(Exchange exchange) {
        for (ExchangeListener listener : listeners) {
            try {
                listener.finished(exchange);
            } catch (RuntimeException e) {
                report(listener, e);
            }
        }
    }

    private void report(ExchangeListener listener, RuntimeException failure) {
        failures.increment();
        if (throttle.permits()) {
            LOG.error(
                    "{} failed on an exchange; {} such failures since the start",
                    listener.getClass().getName(),
                    failures.sum(),
                    failure);
        }
    }
}
