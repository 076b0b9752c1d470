package forebay.proxy;

import forebay.balance.RetryCondition;
import forebay.exchange.Attempt;
import forebay.exchange.CachePlan.NoAnswer;
import java.util.Optional;

/** An attempt failed by the upstream's fault; carries what to say about it. Without a stack trace. */
public final class UpstreamFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProxyError error;
    private final Attempt.Outcome outcome;
    private final Unprocessed unprocessed;

    /** Whether it is known that the upstream did nothing about a request that a connection took (RFC 9113 §8.7). */
    enum Unprocessed {
        /** It is not. */
        UNKNOWN,
        /** It refused the request. */
        REFUSED,
        /** It closed the connection before it looked at the request. */
        CLOSED
    }

    UpstreamFailure(ProxyError error, Attempt.Outcome outcome, Throwable cause) {
        this(error, outcome, cause, Unprocessed.UNKNOWN);
    }

    UpstreamFailure(ProxyError error, Attempt.Outcome outcome, Throwable cause, Unprocessed unprocessed) {
        super(error.word(), cause, false, false);
        this.error = error;
        this.outcome = outcome;
        this.unprocessed = unprocessed;
    }

    /** Why. */
    public ProxyError error() {
        return error;
    }

    /** What became of the attempt. */
    public Attempt.Outcome outcome() {
        return outcome;
    }

    /** Whether a connection took the request, but the upstream did nothing about it. */
    boolean unprocessed() {
        return unprocessed != Unprocessed.UNKNOWN;
    }

    /** Whether that is because the connection was closed, so that another one to the same upstream will do. */
    boolean closedBefore() {
        return unprocessed == Unprocessed.CLOSED;
    }

    /** As what it may be followed by another attempt; empty where it may not, because the request is to blame. */
    Optional<RetryCondition> condition() {
        if (error == ProxyError.HTTP_REQUEST_ERROR) {
            return Optional.empty();
        }
        return switch (outcome) {
            case CONNECT_FAILED -> Optional.of(RetryCondition.CONNECT_FAILURE);
            case BROKEN_BEFORE_HEAD -> Optional.of(RetryCondition.RESET);
            case TIMED_OUT -> Optional.of(RetryCondition.TIMEOUT);
            case BAD_RESPONSE -> Optional.of(RetryCondition.BAD_RESPONSE);
            case ANSWERED, BROKEN_AFTER_HEAD, CLIENT_GONE, OVERTAKEN -> Optional.empty();
        };
    }

    /** What it means for the cache. */
    NoAnswer told() {
        NoAnswer.Kind kind = switch (outcome) {
            case CONNECT_FAILED -> NoAnswer.Kind.UNREACHABLE;
            case TIMED_OUT -> NoAnswer.Kind.LATE;
            default -> error.ofRequest() ? NoAnswer.Kind.REQUEST : NoAnswer.Kind.BROKEN;
        };
        return new NoAnswer(kind, this);
    }
}
