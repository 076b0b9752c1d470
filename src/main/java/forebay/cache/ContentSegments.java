package forebay.cache;

import java.util.concurrent.CompletionStage;

/** Where the bytes of a content are that is not on this node's heap: segments of one length, but for the last. */
public interface ContentSegments {
    /** Length of each but the last, in bytes. */
    int segmentBytes();

    /**
     * The bytes of one, checked to be those that were stored; the caller must not change them. Fails where they are
     * gone, were changed or do not come within the time-outs of the cluster itself, which are long. Never blocks.
     *
     * @param index from 0
     */
    CompletionStage<byte[]> segment(int index);

    /**
     * The same in the time of a look-up; fails with a {@link java.util.concurrent.TimeoutException} where who has it does
     * not answer in that time, or has not answered for a while.
     */
    CompletionStage<byte[]> segmentInTime(int index);
}
