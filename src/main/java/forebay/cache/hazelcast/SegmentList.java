package forebay.cache.hazelcast;

import forebay.cache.ContentId;
import java.util.Arrays;

/**
 * Which segments a content consists of: their keys follow from its id, their order and hashes (SHA-256) are here, so
 * that who trusts the list can trust the bytes. Immutable.
 */
final class SegmentList {
    /** Length of a hash. */
    static final int HASH_BYTES = 32;

    private final ContentId id;
    private final long length;
    private final int segmentBytes;
    private final byte[] hashes;

    /**
     * A list.
     *
     * @param id of the content
     * @param length of the content in bytes
     * @param segmentBytes length of each segment but the last
     * @param hashes of the segments, one after the other; not to be changed any more
     */
    SegmentList(ContentId id, long length, int segmentBytes, byte[] hashes) {
        if (length <= 0
                || segmentBytes <= 0
                || hashes.length != HASH_BYTES * ((length + segmentBytes - 1) / segmentBytes)) {
            throw new IllegalArgumentException(length + " bytes by " + segmentBytes + " with " + hashes.length);
        }
        this.id = id;
        this.length = length;
        this.segmentBytes = segmentBytes;
        this.hashes = hashes;
    }

    ContentId id() {
        return id;
    }

    long length() {
        return length;
    }

    int segmentBytes() {
        return segmentBytes;
    }

    /** All hashes, in order. */
    byte[] hashes() {
        return hashes.clone();
    }

    int count() {
        return hashes.length / HASH_BYTES;
    }

    String key(int index) {
        return key(id, index);
    }

    /** Where a segment is kept. */
    static String key(ContentId id, int index) {
        return id + "-" + index;
    }

    /** Length of one. */
    int bytes(int index) {
        return (int) Math.min(segmentBytes, length - (long) index * segmentBytes);
    }

    /** Whether {@code hash} is that of one. */
    boolean hasHash(int index, byte[] hash) {
        return Arrays.equals(hashes, index * HASH_BYTES, (index + 1) * HASH_BYTES, hash, 0, hash.length);
    }

    @Override
    public String toString() {
        return count() + " segments of " + id;
    }
}
