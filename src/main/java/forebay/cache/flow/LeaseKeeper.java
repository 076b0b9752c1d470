package forebay.cache.flow;

import forebay.cache.SharedLease;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds a lease for a forward: as long as content arrives, and until it is known what the forward brought. */
final class LeaseKeeper {
    private static final long LOOK_EVERY_MILLIS = 1_000;

    private final SharedLease lease;
    private final ScheduledExecutorService timer;
    private @Nullable Future<?> looking;
    private long seenBytes;
    private boolean ended;

    LeaseKeeper(SharedLease lease, ScheduledExecutorService timer) {
        this.lease = lease;
        this.timer = timer;
    }

    /** What the followers on this node are told. */
    synchronized void told(Lead.News news) {
        if (news instanceof Lead.Arriving arriving) {
            if (!ended && looking == null) {
                lease.renew();
                looking = timer.scheduleWithFixedDelay(
                        () -> look(arriving.content()), LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
        } else {
            end(!(news instanceof Lead.Unshared));
        }
    }

    private synchronized void look(InFlightResponse content) {
        long bytes = content.arrivedBytes();
        if (bytes > seenBytes) {
            seenBytes = bytes;
            lease.renew();
        }
    }

    /** Nothing more comes. */
    synchronized void over() {
        end(true);
    }

    private void end(boolean shared) {
        ended = true;
        if (looking != null) {
            looking.cancel(false);
        }
        lease.end(shared);
    }
}
