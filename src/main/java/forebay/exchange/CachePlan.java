package forebay.exchange;

import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.Optional;

/**
 * The cache's part in one forward, left in the {@link Exchange} by the cache filter and called by the proxy: it may
 * make the request conditional, sees the final response head before the client does, and may take the content.
 *
 * <p>Of {@link #onHead} and {@link #onFailure} exactly one is called, exactly once, after retries are over; and once
 * more after a {@link Repeat}.
 */
public interface CachePlan {
    /** The request head to send: {@code forwarded} as it is, or with validators. Called once, before any attempt. */
    RequestHead onForward(RequestHead forwarded);

    /**
     * Decides what becomes of the final response. Called on an I/O thread; never blocks.
     *
     * @param head the upstream's head, hop-by-hop fields already removed
     * @param framing how the end of the content can be told
     */
    Verdict onHead(ResponseHead head, Framing framing);

    /** No final head came from any upstream. The verdict says whether the cache has something to answer with. */
    FailureVerdict onFailure(NoAnswer failure);

    /**
     * The failure of another request's forward that this one waited for and shares; then nothing is sent, and
     * {@link #onFailure} is asked at once. Empty where the request is to be sent.
     */
    default Optional<NoAnswer> sharedNoAnswer() {
        return Optional.empty();
    }

    /**
     * The client left before a final head came.
     *
     * @return whether the forward is to be given up; false where others wait for its response
     */
    default boolean onClientGone() {
        return true;
    }

    /**
     * Why no final head came.
     *
     * @param kind what it means for the cache
     * @param cause what the proxy makes its answer of
     */
    record NoAnswer(Kind kind, Throwable cause) {
        /** What a failure means for the cache. */
        public enum Kind {
            /** No upstream could be connected to. */
            UNREACHABLE,
            /** A connection was made; it broke, or what came was no response. */
            BROKEN,
            /** No response head in time. */
            LATE,
            /** Not the upstream's fault: the client left, or its request could not be sent. */
            REQUEST
        }

        /** Whether the origin could not be reached, as RFC 9111 §4.2.4 means it. */
        public boolean disconnected() {
            return kind != Kind.REQUEST;
        }
    }

    /** How the end of a response's content can be told (RFC 9112 §6.3). */
    enum Framing {
        /** No content by definition (HEAD, 204, 304). */
        NONE,
        /** Content-Length, chunked coding, or an HTTP/2 stream: an early end shows. */
        DELIMITED,
        /** Ended by closing the connection: an early end can not be told from the end. */
        CLOSE_DELIMITED
    }

    /** What becomes of a final response. */
    sealed interface Verdict permits Relay, Share, Answer, Repeat {}

    /** What becomes of a forward that failed. */
    sealed interface FailureVerdict permits GiveUp, Unvalidated, Answer {}

    /**
     * Relay the upstream's content under this head.
     *
     * @param head the head for the client
     */
    record Relay(ResponseHead head) implements Verdict {}

    /**
     * Write the upstream's content to {@code sink}; the client reads from {@code source}. A client that leaves
     * cancels its source, and the sink decides whether the rest is still wanted.
     *
     * @param head the head for the client
     * @param sink takes what arrives
     * @param source what the client is sent
     */
    record Share(ResponseHead head, ContentSink sink, ContentSource source) implements Verdict {}

    /**
     * Drop the upstream's content (if any) and answer with this.
     *
     * @param head the head for the client
     * @param source the content for the client
     */
    record Answer(ResponseHead head, ContentSource source) implements Verdict, FailureVerdict {}

    /**
     * Drop the upstream's response, which has no content, and send {@code forwarded} to it or another upstream; its
     * final head, or failure, is told as if nothing had been sent before. Said at most once in an exchange: after a
     * 304 that selects none of the responses whose validators were sent (RFC 9111 §4.3.3).
     *
     * @param forwarded the request head to send now
     */
    record Repeat(RequestHead forwarded) implements Verdict {}

    /** The cache has nothing to help with; the proxy answers the error. */
    record GiveUp() implements FailureVerdict {}

    /**
     * What is stored may not be used without the origin's word, and no upstream gave it: the proxy answers 504,
     * whatever failed (RFC 9111 §5.2.2.2).
     */
    record Unvalidated() implements FailureVerdict {}
}
