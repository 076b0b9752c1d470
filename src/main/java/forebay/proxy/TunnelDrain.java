package forebay.proxy;

import forebay.balance.Standing;
import forebay.balance.UpstreamState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Bounds how long a tunnel outlives its upstream's being taken out by an operator; else draining might never end. */
final class TunnelDrain implements UpstreamState.Listener {
    private final UpstreamState upstream;
    private final Upkeep upkeep;
    private final Duration most;
    private final Runnable end;
    private Upkeep.@Nullable Timer ending;
    private boolean over;

    /**
     * Begins to watch.
     *
     * @param most how long the tunnel may last from then on
     * @param end ends it
     */
    static TunnelDrain watch(UpstreamState upstream, Upkeep upkeep, Duration most, Runnable end) {
        TunnelDrain drain = new TunnelDrain(upstream, upkeep, most, end);
        upstream.add(drain);
        drain.changed(Standing.AVAILABLE, upstream.standing(System.nanoTime()));
        return drain;
    }

    private TunnelDrain(UpstreamState upstream, Upkeep upkeep, Duration most, Runnable end) {
        this.upstream = upstream;
        this.upkeep = upkeep;
        this.most = most;
        this.end = end;
    }

    @Override
    public synchronized void changed(Standing before, Standing after) {
        if (after.closed() && ending == null && !over) {
            ending = upkeep.after(most, end);
        } else if (!after.closed()) {
            cancel();
        }
    }

    /** The tunnel is over. */
    synchronized void stop() {
        over = true;
        upstream.remove(this);
        cancel();
    }

    private void cancel() {
        if (ending != null) {
            ending.cancel();
            ending = null;
        }
    }
}
