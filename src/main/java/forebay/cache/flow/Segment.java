package forebay.cache.flow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of content as it arrived; the one behind it is set once. The chain begins with an empty one. Guarded by the
 * lock of its {@link InFlightResponse} until all has arrived.
 */
final class Segment {
    /** Bytes of a block; below what a garbage collector of the JDK treats as a huge object at the smallest heaps. */
    static final int BLOCK_BYTES = 256 * 1024;

    /** Segments of this size on average are stored as they are; smaller ones would cost too much beside their bytes. */
    private static final int WORTH_KEEPING_BYTES = 8 * 1024;

    final byte[] bytes;

    @Nullable
    Segment next;

    Segment(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Whether content of so many segments is stored as it arrived. What fits one block goes out to each later client in
     * one write, which is worth a copy.
     */
    static boolean keptAsArrived(long segments, long bytes) {
        return segments <= 1 || (bytes > BLOCK_BYTES && bytes >= segments * WORTH_KEEPING_BYTES);
    }

    /** The content from the next segment on, as it arrived. */
    List<byte[]> arrays() {
        List<byte[]> arrays = new ArrayList<>();
        for (Segment segment = next; segment != null; segment = segment.next) {
            arrays.add(segment.bytes);
        }
        return arrays;
    }

    /** The content in blocks of one size: what arrived in driblets is not kept in driblets. */
    List<byte[]> packed(long length) {
        List<byte[]> blocks = new ArrayList<>();
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, length));
        long left = length;
        for (Segment segment = this; segment != null; segment = segment.next) {
            int from = 0;
            while (from < segment.bytes.length) {
                int some = Math.min(block.remaining(), segment.bytes.length - from);
                block.put(segment.bytes, from, some);
                from += some;
                left -= some;
                if (!block.hasRemaining()) {
                    blocks.add(block.array());
                    block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, left));
                }
            }
        }
        return blocks;
    }
}
