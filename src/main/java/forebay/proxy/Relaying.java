package forebay.proxy;

import forebay.edge.ClientWriter;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One request's way through the servlet: what the forwarder found goes to the client, and the other way round. */
final class Relaying implements Forwarder.Listener, AsyncListener {
    private final Exchange exchange;
    private final AsyncContext async;
    private final Forwarder forwarder;
    private final ClientSide clientSide;
    private final ClientWriter writer;
    // What is to be answered and is not yet: by a thread of the container, or when it reports an error.
    private final AtomicReference<@Nullable Problem> unanswered = new AtomicReference<>();

    /** What is on its way to the client before the response; null where nothing ever was. Guarded by this. */
    private @Nullable InterimLine before;

    /** Nothing goes to the client before the response any more. Guarded by this. */
    private boolean answered;

    private volatile boolean responding;
    private volatile Forwarder.@Nullable Handle handle;
    private volatile @Nullable Throwable clientFailure;
    private volatile @Nullable AgreedUpgrade agreed;

    Relaying(Exchange exchange, AsyncContext async, Forwarder forwarder, ClientSide clientSide) {
        this.exchange = exchange;
        this.async = async;
        this.forwarder = forwarder;
        this.clientSide = clientSide;
        this.writer = new ClientWriter(exchange, async, clientSide.abort());
    }

    /**
     * Forwards a request without content, within its service call: what comes back is written on the thread that it
     * comes on.
     */
    void forward() {
        forward(null);
        writer.open(this::clientGone);
    }

    void forward(Forwarder.@Nullable Content content) {
        handle = forwarder.forward(exchange, content, this).orElse(null);
        Throwable gone = clientFailure;
        if (gone != null) {
            clientGone(gone);
        }
    }

    @Override
    public void onInterim(ResponseHead head) {
        InterimLine line = clientSide.interims().sends(head.status())
                        && InterimHead.isWanted(exchange, async.getRequest().getProtocol())
                ? lineBefore()
                : null;
        if (line != null) {
            line.add(head);
        }
    }

    private synchronized @Nullable InterimLine lineBefore() {
        if (answered || clientFailure != null) {
            return null;
        }
        if (before == null) {
            before = new InterimLine(clientSide.interims().sender(async));
        }
        return before;
    }

    /** Nothing goes before the response any more; returns what is on its way, null where nothing ever was. */
    private synchronized @Nullable InterimLine endOfInterims() {
        answered = true;
        return before;
    }

    @Override
    public void onResponse(ResponseHead head, ContentSource source) {
        InterimLine line = endOfInterims();
        if (line == null) {
            respond(head, source);
        } else {
            line.end(() -> respond(head, source));
        }
    }

    private void respond(ResponseHead head, ContentSource source) {
        Throwable left = clientFailure;
        if (left != null) {
            // Others may read what arrives; the container may have let go of this response.
            source.cancel(left);
            over(0);
            return;
        }
        responding = true;
        writer.start(head, source, cause -> answer(forwarder.problem(cause)));
        Throwable gone = clientFailure;
        if (gone != null) {
            writer.onError(gone);
        }
    }

    @Override
    public void onUpgrade(ResponseHead head, UpstreamTunnel tunnel) {
        AgreedUpgrade upgrade = new AgreedUpgrade(exchange, head, tunnel, clientSide.upgraded());
        agreed = upgrade;
        Throwable gone = clientFailure;
        if (gone != null) {
            upgrade.abandon(gone);
            over(0);
            return;
        }
        upgrade.leaveWith(async.getRequest());
        try {
            async.dispatch();
        } catch (IllegalStateException e) {
            // The container has ended the request by itself, because the client left.
            upgrade.abandon(e);
            over(0);
        }
    }

    @Override
    public void onFailure(Problem problem) {
        InterimLine line = endOfInterims();
        if (line == null) {
            answerInstead(problem);
        } else {
            line.end(() -> answerInstead(problem));
        }
    }

    private void answerInstead(Problem problem) {
        if (clientFailure != null && problem.status() >= 500) {
            over(0);
            return;
        }
        unanswered.set(problem);
        if (writer.answer(this::answerOnce)) {
            return;
        }
        if (problem.status() < 500) {
            // The client's fault showed on its own thread, and some containers answer it in their way afterwards.
            answerOnce();
        } else {
            // Writing may block, and this may be the thread that all upstreams' responses wait for.
            async.start(this::answerOnce);
        }
    }

    private void answerOnce() {
        Problem problem = unanswered.getAndSet(null);
        if (problem != null) {
            answer(problem);
        }
    }

    private void answer(Problem problem) {
        exchange.refusal(problem.code());
        HttpServletResponse response = (HttpServletResponse) async.getResponse();
        try {
            boolean takenBack = clientSide.abort().takeBack(response);
            if (response.isCommitted()) {
                over(response.getStatus());
                return;
            }
            ProblemWriter.send(
                    (HttpServletRequest) async.getRequest(),
                    response,
                    problem,
                    Optional.of(exchange.arrival().id()));
            if (takenBack) {
                response.flushBuffer();
                exchange.finish(problem.status(), System.nanoTime(), false);
            }
            complete();
        } catch (IOException | IllegalStateException e) {
            over(problem.status());
        }
    }

    private void over(int status) {
        exchange.finish(status, System.nanoTime(), true);
        complete();
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The container has ended the request by itself, because the client left.
            clientFailure = e;
        }
    }

    private void clientGone(Throwable cause) {
        clientFailure = cause;
        Forwarder.Handle running = handle;
        InterimLine line;
        synchronized (this) {
            line = before;
        }
        if (line != null) {
            line.drop();
        }
        AgreedUpgrade upgrade = agreed;
        if (upgrade != null) {
            upgrade.abandon(cause);
        } else if (responding) {
            writer.onError(cause);
        } else if (running != null) {
            running.cancel(cause);
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        clientGone(cause == null ? new ClientLeft() : cause);
        // Some containers report broken content here; unless it is answered now, they answer with a page of their own.
        answerOnce();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        clientGone(new ClientLeft());
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    /** Jetty begins anew for a connection that changes its protocol, and would tell nobody that the client is gone. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
