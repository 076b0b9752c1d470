package forebay.cache;

import java.util.concurrent.CompletionStage;

/** Where the bytes of a content are that is not on this node's heap: segments of one length, but for the last. */
public interface ContentSegments {
    /** Length of each but the last, in bytes. */
    int segmentBytes();

    /**
     * The bytes of one, checked to be those that were stored; the caller must not change them. Fails where they are
     * gone, were changed or do not come in time. Never blocks.
     *
     * @param index from 0
     */
    CompletionStage<byte[]> segment(int index);
}
