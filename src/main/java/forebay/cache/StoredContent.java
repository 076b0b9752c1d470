package forebay.cache;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Content of a stored response: immutable chunks under a random id. Shared by all readers. */
public final class StoredContent {
    private final ContentId id;
    private final byte[][] chunks;
    private final long length;

    private StoredContent(ContentId id, byte[][] chunks) {
        this.id = id;
        this.chunks = chunks;
        long sum = 0;
        for (byte[] chunk : chunks) {
            sum += chunk.length;
        }
        this.length = sum;
    }

    /** Takes over {@code chunks}; the caller must not change the arrays any more. */
    public static StoredContent of(ContentId id, List<byte[]> chunks) {
        return new StoredContent(id, chunks.toArray(byte[][]::new));
    }

    /** Its name; a freshened response keeps it. */
    public ContentId id() {
        return id;
    }

    /** Length in bytes. */
    public long length() {
        return length;
    }

    /** Number of chunks. */
    public int chunkCount() {
        return chunks.length;
    }

    /** A read-only view of a chunk, with a position of its own. */
    public ByteBuffer chunk(int index) {
        return ByteBuffer.wrap(chunks[index]).asReadOnlyBuffer();
    }

    /** Writes all bytes; blocks as the stream does. */
    public void writeTo(OutputStream out) throws IOException {
        for (byte[] chunk : chunks) {
            out.write(chunk);
        }
    }
}
