package forebay.proxy;

import forebay.edge.InterimResponses.Sender;
import forebay.http.ResponseHead;
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

    private final Sender sender;
    private final Queue<ResponseHead> waiting = new ArrayDeque<>();
    private int taken;
    private boolean sending;
    private boolean over;
    private @Nullable Runnable response;

    InterimLine(Sender sender) {
        this.sender = sender;
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

    /** The client has left: nothing more is sent, and nothing is being sent any more that the container can not bear. */
    void drop() {
        synchronized (this) {
            over = true;
            waiting.clear();
        }
        sender.left();
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
            sender.send(interim, this::sendNext);
        } catch (RuntimeException e) {
            LOG.warn("an interim response ({}) was not sent", interim.status(), e);
            sendNext();
        }
    }
}
