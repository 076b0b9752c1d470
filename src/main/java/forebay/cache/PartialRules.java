package forebay.cache;

import forebay.http.ByteRange;
import forebay.http.ContentRange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stores and combines parts of representations (RFC 9111 §3.3, §3.4). Pure. */
public final class PartialRules {
    private PartialRules() {}

    /** Whether a response is a part of a representation rather than the whole. */
    static boolean isPartial(CacheRequest request, ResponseHead response) {
        // RFC 9110 §14.4: Content-Range means nothing but with 206 and 416; beside Range it is not to be trusted
        return response.status() == 206
                || (response.fields().contains("Content-Range")
                        && request.head().fields().contains("Range"));
    }

    /**
     * Which bytes a 206 holds.
     *
     * @return empty where it may not be stored: not asked for, several ranges in one, no complete length, or a length
     *     that differs. Without a strong validator it answers what lies in it, and is never combined
     */
    static Optional<ContentRange> storable(CacheRequest request, ResponseHead response) {
        Fields fields = response.fields();
        boolean wanted = response.status() == 206 && request.head().fields().contains("Range");
        if (!wanted) {
            return Optional.empty();
        }
        Optional<ContentRange> range = ContentRange.parse(fields.all("Content-Range"));
        return range.filter(found -> !fields.contains("Content-Length")
                || fields.first("Content-Length")
                        .equals(Optional.of(Long.toString(found.range().length()))));
    }

    static Optional<String> strong(ResponseHead response, Receipt receipt) {
        return Validators.of(response.fields(), receipt).strong(response.fields(), receipt.responseTime());
    }

    static Optional<String> strong(StoredResponse stored) {
        return stored.validators()
                .strong(stored.head().fields(), stored.receipt().responseTime());
    }

    /**
     * A 206 to store.
     *
     * @param head its head, hop-by-hop fields removed; it passed StoringRules
     * @param content its content, complete
     * @return empty where the content is not as long as the range
     */
    public static Optional<StoredResponse> stored(
            CachePolicy policy, ResponseHead head, Receipt receipt, SelectingFields selecting, StoredContent content) {
        ContentRange range =
                ContentRange.parse(head.fields().all("Content-Range")).orElseThrow();
        if (content.length() != range.range().length()) {
            return Optional.empty();
        }
        Coverage coverage = new Coverage(range.completeLength(), List.of(range.range()));
        return Optional.of(
                of(policy, new ResponseHead(206, lasting(head.fields())), receipt, selecting, content, coverage));
    }

    /**
     * A new part, combined with what is stored of the same representation (§3.4).
     *
     * @param stored all that is stored under the key
     * @param id for the combined content
     * @param maxBytes largest content that is stored; where both together are larger, the new part stays alone
     */
    public static StoredResponse combined(StoredResponse part, StoredVariants stored, ContentId id, long maxBytes) {
        if (part.partial().isEmpty()) {
            return part;
        }
        for (StoredResponse other : stored.all()) {
            boolean same = other.selecting().equals(part.selecting())
                    && (other.partial().isPresent() || other.head().status() == 200)
                    && other.completeLength() == part.completeLength()
                    && strong(part).isPresent()
                    && strong(part).equals(strong(other));
            if (same) {
                return combined(part, other, id, maxBytes);
            }
        }
        return part;
    }

    private static StoredResponse combined(StoredResponse part, StoredResponse other, ContentId id, long maxBytes) {
        long length = part.completeLength();
        List<ByteRange> fresh = part.partial().orElseThrow().ranges();
        Coverage held = other.partial().orElse(new Coverage(length, List.of(new ByteRange(0, length - 1))));
        Coverage all = held.with(fresh);
        long bytes = all.ranges().stream().mapToLong(ByteRange::length).sum();
        if (all.ranges().size() > Coverage.MOST_RANGES || bytes > maxBytes) {
            return part;
        }
        List<StoredContent> pieces = new ArrayList<>();
        for (ByteRange range : all.ranges()) {
            long at = range.first();
            while (at <= range.last()) {
                ByteRange piece = next(at, range.last(), fresh, held.ranges());
                boolean isNew = new Coverage(length, fresh).covers(piece);
                pieces.add((isNew ? part : other).bytes(piece));
                at = piece.last() + 1;
            }
        }
        // §3.4: the fields of the new response replace those of the stored one
        Fields fields = Validation.updated(
                other.head().fields().without("Content-Length"), part.head().fields());
        Receipt receipt = part.receipt()
                .withStamp(part.receipt().stamp().oldest(other.receipt().stamp()));
        return of(
                part.policy(),
                new ResponseHead(206, fields),
                receipt,
                part.selecting(),
                StoredContent.joined(id, pieces),
                all);
    }

    /** From {@code at} on, as far as one of the two has it: the new bytes where there are some. */
    private static ByteRange next(long at, long last, List<ByteRange> fresh, List<ByteRange> held) {
        for (ByteRange range : fresh) {
            if (range.first() <= at && at <= range.last()) {
                return new ByteRange(at, Math.min(last, range.last()));
            }
        }
        long end = last;
        for (ByteRange range : fresh) {
            end = range.first() > at ? Math.min(end, range.first() - 1) : end;
        }
        for (ByteRange range : held) {
            if (range.first() <= at && at <= range.last()) {
                return new ByteRange(at, Math.min(end, range.last()));
            }
        }
        throw new IllegalStateException("byte " + at + " is in neither part");
    }

    /** A part, or the whole where nothing is missing any more. */
    private static StoredResponse of(
            CachePolicy policy,
            ResponseHead head,
            Receipt receipt,
            SelectingFields selecting,
            StoredContent content,
            Coverage coverage) {
        return coverage.isComplete()
                ? StoredResponse.of(policy, new ResponseHead(200, head.fields()), receipt, selecting, content)
                : StoredResponse.part(policy, head, receipt, selecting, content, coverage);
    }

    /** Less what speaks of the one message: later ones have more of the content, or less. */
    private static Fields lasting(Fields fields) {
        return fields.without("Content-Range")
                .without("Content-Length")
                .filter(name -> !StoredAnswer.OF_ONE_CONTENT.contains(name));
    }
}
