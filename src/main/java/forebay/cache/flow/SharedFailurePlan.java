package forebay.cache.flow;

import forebay.exchange.CachePlan;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.Optional;

/** For a request whose leader met with a failure that it shares: nothing is sent. */
final class SharedFailurePlan implements CachePlan {
    private final NoAnswer shared;
    private final FailureVerdict error;

    SharedFailurePlan(NoAnswer shared, FailureVerdict error) {
        this.shared = shared;
        this.error = error;
    }

    @Override
    public Optional<NoAnswer> sharedNoAnswer() {
        return Optional.of(shared);
    }

    @Override
    public RequestHead onForward(RequestHead forwarded) {
        return forwarded;
    }

    @Override
    public Verdict onHead(ResponseHead head, Framing framing) {
        return new Relay(head);
    }

    @Override
    public FailureVerdict onFailure(NoAnswer failure) {
        return error;
    }
}
