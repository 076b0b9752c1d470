package forebay.proxy;

import forebay.edge.InterimResponses;
import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interim responses on their way to one client, one after the other, and before the response itself. Takes at most
 * {@value #MOST}: an upstream that goes on and on costs the client no more. Thread-safe; calls nobody while it is locked.
 */
final class InterimLine {
    static final int MOST = 16;

    private static final Logger LOG = LoggerFactory.getLogger(InterimLine.class);

    private final InterimResponses container;
    private final AsyncContext async;
    private final Queue<ResponseHead> waiting = new ArrayDeque<>();
    private int taken;
    private boolean sending;
    private boolean over;
    private @Nullable Runnable response;

    InterimLine(InterimResponses container, AsyncContext async) {
        this.container = container;
        this.async = async;
    }

    /** Sends one as soon as those before are sent; drops it where there were too many, or the response has come. */
    void add(ResponseHead interim) {
        synchronized (this) {
            if (over || ++taken > MOST) {
                return;
            }
            waiting.add(interim);
            if (sending) {
                return;
            }
            sending = true;
        }
        sendNext();
    }

    /** The response itself has come: it is begun once all before it are sent. */
    void end(Runnable begin) {
        synchronized (this) {
            over = true;
            if (sending) {
                response = begin;
                return;
            }
        }
        begin.run();
    }

    /** The client has left: nothing more is sent. */
    synchronized void drop() {
        over = true;
        waiting.clear();
    }

    private void sendNext() {
        ResponseHead next;
        Runnable begin = null;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                sending = false;
                begin = response;
                response = null;
            }
        }
        if (next != null) {
            send(next);
        } else if (begin != null) {
            begin.run();
        }
    }

    private void send(ResponseHead interim) {
        try {
            container.send(async, interim, this::sendNext);
        } catch (RuntimeException e) {
            LOG.warn("an interim response ({}) was not sent", interim.status(), e);
            sendNext();
        }
    }
}
