package forebay.cache;

import forebay.http.ByteRange;
import forebay.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client is sent of a response whose content is still arriving: 304, the whole, or one range of it (RFC 9110
 * §13.2.2, §14). Pure.
 *
 * @param head the head, all but Cache-Status
 * @param content whether content is sent
 * @param range the bytes to send; empty for all
 */
public record ArrivingAnswer(ResponseHead head, boolean content, Optional<ByteRange> range) {
    /** Who asks for bytes that are farther away than this does not wait until they have come, in bytes. */
    static final long MOST_AHEAD_BYTES = 8L << 20;

    /**
     * The answer to {@code request}.
     *
     * @param described the response as it will be stored, without its content
     * @param announcedBytes its length, where it is known
     * @param arrivedBytes how much has come
     * @return empty where the request is better forwarded: it asks for several ranges, for one that is far from what
     *     has come or is not there, or the length is not known
     */
    public static Optional<ArrivingAnswer> of(
            CacheRequest request,
            StoredResponse described,
            OptionalLong announcedBytes,
            long arrivedBytes,
            Instant now) {
        if (Preconditions.notModified(request.head().fields(), described)) {
            return Optional.of(
                    new ArrivingAnswer(ServedHead.reusedNotModified(described, now), false, Optional.empty()));
        }
        ResponseHead whole = ServedHead.arriving(described, now);
        long length = announcedBytes.orElse(Long.MAX_VALUE);
        Optional<List<ByteRange>> parts = RangeRules.parts(request.head(), described, length);
        if (parts.isEmpty()) {
            return Optional.of(new ArrivingAnswer(whole, true, Optional.empty()));
        }
        boolean near = announcedBytes.isPresent()
                && parts.get().size() == 1
                && parts.get().get(0).first() - arrivedBytes <= MOST_AHEAD_BYTES;
        return near ? Optional.of(part(whole, parts.get().get(0), length)) : Optional.empty();
    }

    private static ArrivingAnswer part(ResponseHead whole, ByteRange range, long length) {
        return new ArrivingAnswer(
                new ResponseHead(206, StoredAnswer.partFields(whole.fields(), range, length)),
                true,
                Optional.of(range));
    }
}
