package forebay.proxy;

import forebay.exchange.Attempt;

/** An attempt failed by the upstream's fault; carries what to say about it. Without a stack trace. */
public final class UpstreamFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProxyError error;
    private final Attempt.Outcome outcome;

    UpstreamFailure(ProxyError error, Attempt.Outcome outcome, Throwable cause) {
        super(error.word(), cause, false, false);
        this.error = error;
        this.outcome = outcome;
    }

    /** Why. */
    public ProxyError error() {
        return error;
    }

    /** What became of the attempt. */
    public Attempt.Outcome outcome() {
        return outcome;
    }
}
