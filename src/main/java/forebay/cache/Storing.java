package forebay.cache;

import forebay.http.ResponseHead;

/** Whether a response is stored. */
public sealed interface Storing permits Storing.Store, Storing.Refuse {
    /**
     * Store it once it is complete.
     *
     * @param selecting the selecting fields to store it under
     * @param head the head to store: that of the response less the fields that are not for later requests (RFC 9111
     *     §3.1). The request that caused the forward is answered with the response's own.
     */
    record Store(SelectingFields selecting, ResponseHead head) implements Storing {}

    /**
     * Do not store it.
     *
     * @param reason why
     */
    record Refuse(NotStored reason) implements Storing {}
}
