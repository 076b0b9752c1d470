package forebay.observe;

import forebay.exchange.Exchange;
import forebay.exchange.ExchangeListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * One line of JSON for every request that is over.
 *
 * <p>On the request's thread one small record goes into a bounded queue; a thread of its own renders and writes. Where
 * the queue is full, or the disk takes no more, lines are dropped and counted, and requests go on.
 */
public final class AccessLog implements ExchangeListener, AutoCloseable {
    /** Name of the thread that writes. */
    static final String THREAD = "forebay-access-log";

    private static final Duration FLUSH_WITHIN = Duration.ofSeconds(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(1);

    private final BlockingQueue<AccessLogEntry> queue;
    private final LongAdder dropped = new LongAdder();
    private final AccessLogWriter writer;
    private final Thread thread;
    private final Duration flushWithin;

    /** Opens the file, or standard output, and starts the writing thread; fails where the file can not be opened. */
    @SuppressWarnings("SystemOut") // standard output is what the operator chose
    public static AccessLog open(AccessLogSettings settings) throws IOException {
        LogOutput output =
                settings.file().isPresent() ? new LogFile(settings.file().get()) : LogOutput.to(System.out);
        return new AccessLog(settings, output, FLUSH_WITHIN);
    }

    /** Writes to {@code output}, whose owner this becomes. */
    AccessLog(AccessLogSettings settings, LogOutput output, Duration flushWithin) {
        this.flushWithin = flushWithin;
        queue = new ArrayBlockingQueue<>(settings.queueLines());
        writer = new AccessLogWriter(queue, output, new AccessLogLine(settings.logQuery()), dropped);
        thread = new Thread(writer, THREAD);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void finished(Exchange exchange) {
        if (writer.isStopping() || !queue.offer(AccessLogEntry.of(exchange))) {
            dropped.increment();
        }
    }

    /** Lines that were not written, because the queue was full, or the output failed, or the log was closed. */
    public long dropped() {
        return dropped.sum();
    }

    /**
     * Writes what is in the queue, for at most five seconds; what is left then is dropped and counted. Ends the thread.
     */
    @Override
    public void close() {
        writer.stop();
        try {
            thread.join(flushWithin.toMillis());
            if (thread.isAlive()) {
                abandon();
                thread.join(STOP_WITHIN.toMillis());
            }
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
        }
        while (queue.poll() != null) {
            dropped.increment();
        }
    }

    private void abandon() {
        writer.abandon();
        thread.interrupt();
    }
}
