package forebay.cache;

import forebay.http.ByteRange;
import forebay.http.ByteRanges;
import forebay.http.EntityTag;
import forebay.http.Fields;
import forebay.http.HttpDate;
import forebay.http.RequestHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which part of a stored response a request with Range gets (RFC 9110 §14, RFC 9111 §4.3.2). Pure. */
public final class RangeRules {
    /** Most parts of one answer; who wants more gets the whole (RFC 9110 §14.2). */
    static final int MOST_PARTS = 8;

    /** A gap that costs less than the head of a further part (RFC 9110 §15.3.7.2). */
    private static final int SMALL_GAP = 80;

    private RangeRules() {}

    /**
     * The ranges that the request asks for, if-range condition aside.
     *
     * @return empty where Range is absent or to be ignored: another method than GET, another unit, not well-formed
     */
    static Optional<ByteRanges> asked(RequestHead request) {
        // RFC 9110 §14.2: defined for GET only
        return request.method().equals("GET") && request.fields().contains("Range")
                ? ByteRanges.parse(request.fields().all("Range"))
                : Optional.empty();
    }

    /**
     * The ranges to answer a request with, after its preconditions (RFC 9110 §13.2.2).
     *
     * @param stored the response that answers it
     * @return empty where the whole is to be sent; an empty list where no range can be satisfied (416)
     */
    static Optional<List<ByteRange>> parts(RequestHead request, StoredResponse stored) {
        return parts(request, stored, stored.completeLength());
    }

    /** As {@link #parts(RequestHead, StoredResponse)}, for a representation of {@code length} bytes. */
    static Optional<List<ByteRange>> parts(RequestHead request, StoredResponse stored, long length) {
        boolean rangeable = stored.head().status() == 200 || stored.partial().isPresent();
        Optional<ByteRanges> asked = rangeable && ifRange(request.fields(), stored) ? asked(request) : Optional.empty();
        if (asked.isEmpty() || length == 0) {
            // §14.1.2: of no bytes at all there is no part that Content-Range could name
            return Optional.empty();
        }
        // bytes between two ranges that are not stored are not worth a forward
        int gap = stored.partial().isPresent() ? 0 : SMALL_GAP;
        List<ByteRange> parts = coalesced(asked.get().within(length), gap);
        return parts.size() > MOST_PARTS ? Optional.empty() : Optional.of(parts);
    }

    /** Whether a stored part of a representation holds all that the request would be answered with. */
    public static boolean answers(RequestHead request, StoredResponse part, Coverage coverage) {
        return parts(request, part)
                .filter(parts -> parts.stream().allMatch(coverage::covers))
                .isPresent();
    }

    /** If-Range (RFC 9110 §13.1.5): absent, or names exactly this representation by a strong validator. */
    private static boolean ifRange(Fields request, StoredResponse stored) {
        List<String> values = request.all("If-Range");
        if (values.isEmpty()) {
            return true;
        }
        String value = values.get(0);
        Optional<EntityTag> tag = EntityTag.parse(value);
        if (values.size() > 1 || tag.isPresent()) {
            return values.size() == 1
                    && stored.validators()
                            .entityTag()
                            .filter(tag.get()::stronglyEquals)
                            .isPresent();
        }
        Optional<Instant> date = HttpDate.parse(value, stored.receipt().responseTime());
        return date.isPresent()
                && date.equals(stored.validators()
                        .strongDate(stored.head().fields(), stored.receipt().responseTime()));
    }

    /** Ranges that overlap, touch or nearly do made one (§15.3.7.2), in the order in which they were asked for. */
    private static List<ByteRange> coalesced(List<ByteRange> ranges, int gap) {
        List<ByteRange> parts = new ArrayList<>();
        for (ByteRange range : ranges) {
            ByteRange grown = range;
            int at = parts.size();
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (isNear(parts.get(i), grown, gap)) {
                    grown = grown.and(parts.remove(i));
                    at = Math.min(at, i);
                    // what it has grown to may reach parts that were passed over
                    i = parts.size();
                }
            }
            parts.add(at, grown);
        }
        return parts;
    }

    private static boolean isNear(ByteRange one, ByteRange other, int gap) {
        return one.touches(new ByteRange(Math.max(0, other.first() - gap), other.last() + gap));
    }
}
