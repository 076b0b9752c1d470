package forebay.embedded;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a second at the connections of a port: closes those whose request head, or TLS handshake, takes too long
 * however often something of it comes, and has the clients watched whose requests are answered for longer than that
 * ({@link Presence}). Requests by HTTP/2 need neither: a reset tells that a client left, and frames are bounded by the
 * stream's idle time.
 */
final class ClientWatch extends AbstractLifeCycle implements Runnable {
    /** Nobody should need longer for a request head, whatever silence is allowed. */
    private static final Duration LONGEST_HEAD = Duration.ofMinutes(1);

    private static final long INTERVAL_MILLIS = 1_000;

    private final ServerConnector connector;
    private final long headNanos;
    /** Since when TLS is being agreed on; by the thread that looks. */
    private Map<EndPoint, Long> negotiating = Map.of();

    private volatile Scheduler.@Nullable Task next;

    /**
     * Over the connections of a port.
     *
     * @param idle how long a connection may be silent, which is long enough for a head, too
     */
    ClientWatch(ServerConnector connector, Duration idle) {
        this.connector = connector;
        this.headNanos = (idle.compareTo(LONGEST_HEAD) < 0 ? idle : LONGEST_HEAD).toNanos();
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected void doStop() {
        Scheduler.Task due = next;
        if (due != null) {
            due.cancel();
        }
    }

    private void schedule() {
        next = connector.getScheduler().schedule(this, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        try {
            look(System.nanoTime());
        } finally {
            if (isStarting() || isStarted()) {
                schedule();
            }
        }
    }

    private void look(long nowNanos) {
        Map<EndPoint, Long> stillNegotiating = new HashMap<>();
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            Connection connection = endPoint.getConnection();
            if (connection instanceof SslConnection secure) {
                connection = secure.getSslEndPoint().getConnection();
            }
            if (connection instanceof GatewayConnection http) {
                if (http.headTakesLonger(headNanos, nowNanos)) {
                    endPoint.close();
                }
            } else if (connection instanceof NegotiatingServerConnection) {
                long since = negotiating.getOrDefault(endPoint, nowNanos);
                stillNegotiating.put(endPoint, since);
                if (nowNanos - since >= headNanos) {
                    endPoint.close();
                }
            }
        }
        negotiating = stillNegotiating;
    }
}
