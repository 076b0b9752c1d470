package forebay.cache.flow;

import forebay.cache.StoredResponse;
import forebay.exchange.CachePlan.FailureVerdict;
import forebay.exchange.CachePlan.NoAnswer;
import forebay.exchange.ContentSource;
import forebay.http.CacheStatus;
import forebay.http.ResponseHead;
import java.util.List;

/** What a follower does with what its leader brought. */
public sealed interface Turn permits Turn.Served, Turn.Streamed, Turn.Shared, Turn.Rejoin, Turn.Alone {
    /**
     * Answer with a stored response.
     *
     * @param stored the response
     * @param status what to say of it
     */
    record Served(StoredResponse stored, CacheStatus status) implements Turn {}

    /**
     * Answer with the response that is arriving.
     *
     * @param head the head for the client
     * @param source the content, from the first byte on; to be cancelled where nobody reads it
     */
    record Streamed(ResponseHead head, ContentSource source) implements Turn {}

    /**
     * Answer the failure that the leader met, without trying again.
     *
     * @param answer what it met
     * @param error what to answer
     */
    record Shared(NoAnswer answer, FailureVerdict error) implements Turn {}

    /**
     * Join again.
     *
     * @param varying names of the selecting fields that are known by now
     */
    record Rejoin(List<String> varying) implements Turn {}

    /** Go on as if there was no leader. */
    record Alone() implements Turn {}
}
