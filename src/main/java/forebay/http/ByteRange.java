package forebay.http;

/**
 * Bytes of a representation, counted from zero (RFC 9110 §14.1.2).
 *
 * @param first position of the first byte
 * @param last position of the last byte, not before the first
 */
public record ByteRange(long first, long last) {
    /** Checks the bounds. */
    public ByteRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("no range: " + first + " to " + last);
        }
    }

    /** Number of bytes. */
    public long length() {
        return last - first + 1;
    }

    /** Whether all of {@code other} is in this one. */
    public boolean covers(ByteRange other) {
        return first <= other.first && other.last <= last;
    }

    /** Whether they share a byte, or one begins where the other ends. */
    public boolean touches(ByteRange other) {
        return first <= other.last + 1 && other.first <= last + 1;
    }

    /** The smallest range that holds both. */
    public ByteRange and(ByteRange other) {
        return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
    }
}
