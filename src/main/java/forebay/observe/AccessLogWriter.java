package forebay.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log's thread: takes entries in batches, renders them, and writes a batch at once.
 *
 * <p>It looks into the queue every 20 ms and does not wait on it: a waiting thread would have to be woken by a request,
 * at many times the cost of putting the entry in.
 */
final class AccessLogWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);
    private static final int BATCH = 256;
    private static final long IDLE_NANOS = Duration.ofMillis(20).toNanos();

    private final BlockingQueue<AccessLogEntry> queue;
    private final LogOutput output;
    private final AccessLogLine line;
    private final LongAdder dropped;
    private final Throttle throttle = new Throttle(Duration.ofMinutes(1));
    private final List<AccessLogEntry> batch = new ArrayList<>(BATCH);
    private final int[] lineEnds = new int[BATCH];
    private final JsonLines rendered = new JsonLines(128 * 1024);
    private volatile boolean stopping;
    private volatile boolean abandoned;
    /** Whether a write broke off within a line; the next begins with a line end, so that one line is lost, not two. */
    private boolean torn;

    AccessLogWriter(BlockingQueue<AccessLogEntry> queue, LogOutput output, AccessLogLine line, LongAdder dropped) {
        this.queue = queue;
        this.output = output;
        this.line = line;
        this.dropped = dropped;
    }

    /** Writes what is in the queue and ends. */
    void stop() {
        stopping = true;
    }

    /** Leaves what is in the queue; the thread must be interrupted too. */
    void abandon() {
        abandoned = true;
    }

    /** Whether it writes no more than what is in the queue. */
    boolean isStopping() {
        return stopping;
    }

    @Override
    public void run() {
        boolean last = false;
        while (!last && !abandoned) {
            // Read before the queue: what was put in before the stop is still written.
            last = stopping;
            while (!abandoned && queue.drainTo(batch, BATCH) > 0) {
                writeBatch();
            }
            if (!last) {
                LockSupport.parkNanos(IDLE_NANOS);
            }
        }
        try {
            output.close();
        } catch (IOException e) {
            LOG.warn("closing the access log failed", e);
        }
    }

    private void writeBatch() {
        rendered.truncate(0);
        if (torn) {
            rendered.endLine();
        }
        int lines = render();
        ByteBuffer bytes = rendered.written();
        try {
            output.write(bytes);
            torn = false;
        } catch (IOException | RuntimeException e) {
            failed(bytes.position(), lines, e);
        }
        batch.clear();
    }

    /** Renders the batch and notes where its lines end; an entry that can not be rendered is dropped. */
    private int render() {
        int lines = 0;
        for (AccessLogEntry entry : batch) {
            int begin = rendered.size();
            try {
                line.render(entry, rendered);
                lineEnds[lines++] = rendered.endLine().size();
            } catch (RuntimeException e) {
                rendered.truncate(begin);
                dropped.increment();
                warn("a line of the access log can not be rendered", e);
            }
        }
        return lines;
    }

    private void failed(int writtenBytes, int lines, Exception cause) {
        int written = 0;
        while (written < lines && lineEnds[written] <= writtenBytes) {
            written++;
        }
        dropped.add(lines - written);
        int repair = torn ? 1 : 0;
        int end = written == 0 ? repair : lineEnds[written - 1];
        torn = writtenBytes == 0 ? torn : writtenBytes > end;
        warn("the access log can not be written; requests go on", cause);
    }

    private void warn(String what, Exception cause) {
        if (throttle.permits()) {
            LOG.warn("{}; {} lines dropped since the start", what, dropped.sum(), cause);
        }
    }
}
