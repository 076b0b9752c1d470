package forebay.cache;

import forebay.http.ByteRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which bytes of a representation a stored part of it holds (RFC 9111 §3.3). Immutable.
 *
 * @param completeLength length of the whole representation
 * @param ranges the bytes, in order; none touches the next
 */
public record Coverage(long completeLength, List<ByteRange> ranges) {
    /** More holes than this are not kept track of. */
    static final int MOST_RANGES = 16;

    /** Copies the list. */
    public Coverage {
        ranges = List.copyOf(ranges);
    }

    /** These bytes and {@code more}. */
    Coverage with(List<ByteRange> more) {
        List<ByteRange> all = new ArrayList<>(ranges);
        all.addAll(more);
        all.sort(Comparator.comparingLong(ByteRange::first));
        List<ByteRange> merged = new ArrayList<>();
        for (ByteRange range : all) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).touches(range)) {
                merged.set(last, merged.get(last).and(range));
            } else {
                merged.add(range);
            }
        }
        return new Coverage(completeLength, merged);
    }

    /** Whether all bytes of {@code range} are there. */
    boolean covers(ByteRange range) {
        return ranges.stream().anyMatch(held -> held.covers(range));
    }

    /** Whether all bytes of the representation are there. */
    boolean isComplete() {
        return covers(new ByteRange(0, completeLength - 1));
    }

    /** The smallest range that holds all that is missing of {@code wanted}; empty where nothing is. */
    Optional<ByteRange> missing(ByteRange wanted) {
        long first = wanted.first();
        long last = wanted.last();
        for (ByteRange held : ranges) {
            if (held.first() <= first && held.last() >= first) {
                first = held.last() + 1;
            }
        }
        for (int i = ranges.size() - 1; i >= 0; i--) {
            ByteRange held = ranges.get(i);
            if (held.first() <= last && held.last() >= last) {
                last = held.first() - 1;
            }
        }
        return first > last ? Optional.empty() : Optional.of(new ByteRange(first, last));
    }

    /** Where in the stored content the byte at {@code position} is, which must be there. */
    long offset(long position) {
        long before = 0;
        for (ByteRange held : ranges) {
            if (held.first() <= position && position <= held.last()) {
                return before + position - held.first();
            }
            before += held.length();
        }
        throw new IndexOutOfBoundsException("byte " + position + " is not among " + ranges);
    }
}
