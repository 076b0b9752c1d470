package forebay.cache;

import forebay.http.Fields;
import java.util.List;
import java.util.Optional;

/** What the answer to a validation means for the store (RFC 9111 §4.3.3). */
public sealed interface Validated
        permits Validated.Freshened, Validated.ForClient, Validated.NotSelected, Validated.Superseded {
    /**
     * A 304 that selects the stored response: answer with it, its fields updated, and store it so.
     *
     * @param stored the freshened response
     * @param refusal why it must not be stored any longer (the 304 brought no-store, Set-Cookie, …): answer this one
     *     request with it and remove it; empty where it is to be stored
     * @param others further stored responses with the same strong validator, freshened too
     * @param withheld what the 304 brought for the request that caused it alone: fields that are not stored (§3.1)
     */
    record Freshened(StoredResponse stored, Optional<NotStored> refusal, List<StoredResponse> others, Fields withheld)
            implements Validated {
        /** Copies the list. */
        public Freshened {
            others = List.copyOf(others);
        }
    }

    /**
     * A 304 for an entity tag of the client's that nothing stored has: relay it; it says nothing of what is stored
     * (§4.3.2).
     */
    record ForClient() implements Validated {}

    /** A 304 that selects nothing that is stored: forward again without our validators. */
    record NotSelected() implements Validated {}

    /**
     * Any other answer, a 5xx too: relay it, and store it where {@link StoringRules} say so. A stored response is never
     * served in place of an error here (§4.2.4, §4.3.3). What was stored stays and stays stale, so that each use of it
     * needs another validation, unless the request accepts a stale response.
     */
    record Superseded() implements Validated {}
}
