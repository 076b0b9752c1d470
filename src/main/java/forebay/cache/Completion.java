package forebay.cache;

import forebay.http.ByteRange;
import forebay.http.ByteRanges;
import forebay.http.ContentRange;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.Optional;

/**
 * A forward that fetches what is missing of a representation of which a part is stored, so that the request can be
 * answered from both (RFC 9111 §3.3, §3.4). Pure.
 *
 * @param part what is stored
 * @param fetched the bytes to ask for: one range that holds all that is missing
 * @param wanted the bytes that the client is answered with
 * @param whole whether the client asked for the whole, and gets a 200
 */
public record Completion(StoredResponse part, ByteRange fetched, ByteRange wanted, boolean whole) {
    /** Up to this complete length a second request for ranges fetches the whole, in bytes. */
    public static final long WHOLE_AFTER_RANGES_BYTES = 8L << 20;

    /**
     * The completion that answers {@code request}.
     *
     * @param part the stored part that was selected; it does not hold all that is asked for
     * @return empty where the request is better forwarded as it is: it has conditions, asks for several ranges, or for
     *     nothing of which a part is there; or the part has no strong validator to combine it by
     */
    public static Optional<Completion> of(CacheRequest request, StoredResponse part) {
        Optional<Coverage> coverage = part.partial();
        if (!isPlain(request) || coverage.isEmpty() || PartialRules.strong(part).isEmpty()) {
            return Optional.empty();
        }
        ByteRange all = new ByteRange(0, part.completeLength() - 1);
        Optional<ByteRanges> asked = RangeRules.asked(request.head());
        if (asked.isEmpty()) {
            return coverage.get().missing(all).map(missing -> new Completion(part, missing, all, true));
        }
        List<ByteRange> ranges = asked.get().within(part.completeLength());
        if (ranges.size() != 1) {
            return Optional.empty();
        }
        ByteRange wanted = ranges.get(0);
        return coverage.get()
                .missing(isSmall(request, part.completeLength()) ? all : wanted)
                .filter(missing -> !missing.equals(wanted))
                .map(missing -> new Completion(part, missing, wanted, false));
    }

    /** Whether one forward, which completes {@code part}, is good for all who ask for what it lacks. */
    public static boolean isForAll(CacheRequest request, StoredResponse part) {
        return isPlain(request)
                && part.partial().isPresent()
                && PartialRules.strong(part).isPresent()
                && isSmall(request, part.completeLength());
    }

    /** Whether others who ask for ranges had best wait for {@code answer}, a 206, to be stored, and for its completion. */
    public static boolean isForAll(CacheRequest request, ResponseHead answer, Receipt receipt) {
        return PartialRules.strong(answer, receipt).isPresent()
                && PartialRules.storable(request, answer)
                        .filter(range -> isSmall(request, range.completeLength()))
                        .isPresent();
    }

    private static boolean isPlain(CacheRequest request) {
        Fields fields = request.head().fields();
        return request.head().method().equals("GET")
                && !fields.contains("If-Range")
                && !fields.contains("If-None-Match")
                && !fields.contains("If-Modified-Since")
                && !request.directives().noStore();
    }

    private static boolean isSmall(CacheRequest request, long completeLength) {
        return completeLength
                <= Math.min(WHOLE_AFTER_RANGES_BYTES, request.rules().maxContentBytes());
    }

    /** Whether what comes can be told to be of the same representation. */
    public boolean isSafe() {
        return PartialRules.strong(part).isPresent();
    }

    /** The request for what is missing of exactly this representation; of another one, all comes. */
    public RequestHead conditional(RequestHead request) {
        return request.withFields(request.fields()
                .without("Range")
                .plus("Range", "bytes=" + fetched.first() + '-' + fetched.last())
                .plus("If-Range", PartialRules.strong(part).orElseThrow()));
    }

    /** Whether {@code answer} is what was asked for: these bytes of this representation. */
    public boolean isAnsweredBy(ResponseHead answer, Receipt receipt) {
        return answer.status() == 206
                && ContentRange.parse(answer.fields().all("Content-Range"))
                        .equals(Optional.of(new ContentRange(fetched, part.completeLength())))
                && PartialRules.strong(answer, receipt).equals(PartialRules.strong(part));
    }

    /** The head for the client: the stored fields, those of the answer in their place (§3.4). */
    public ResponseHead head(ResponseHead answer) {
        Fields fields = Validation.updated(part.head().fields(), answer.fields());
        return whole
                ? new ResponseHead(200, fields.with("Content-Length", Long.toString(wanted.length())))
                : new ResponseHead(206, StoredAnswer.partFields(fields, wanted, part.completeLength()));
    }

    /** What the client is sent before the fetched bytes. */
    public StoredContent before() {
        return stored(wanted.first(), Math.min(wanted.last(), fetched.first() - 1));
    }

    /** What the client is sent after the fetched bytes. */
    public StoredContent after() {
        return stored(Math.max(wanted.first(), fetched.last() + 1), wanted.last());
    }

    private StoredContent stored(long first, long last) {
        return first > last ? StoredContent.NONE : part.bytes(new ByteRange(first, last));
    }

    /** How many of the fetched bytes come before those that the client is sent. */
    public long skippedBytes() {
        return Math.max(0, Math.min(wanted.first() - fetched.first(), fetched.length()));
    }

    /** How many of the fetched bytes the client is sent. */
    public long sentBytes() {
        long first = Math.max(wanted.first(), fetched.first());
        long last = Math.min(wanted.last(), fetched.last());
        return Math.max(0, last - first + 1);
    }
}
