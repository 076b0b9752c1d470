package forebay.cache;

import forebay.cache.CachePolicy.ContentCoding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Content of a stored response, or parts of it: immutable chunks under a random id. Shared by all readers; a slice
 * shares the bytes.
 */
public final class StoredContent {
    /** No content. */
    public static final StoredContent NONE = new StoredContent(new ContentId(0, 0), new ByteBuffer[0]);

    private final ContentId id;
    private final ByteBuffer[] chunks;
    private final long length;
    private final Map<ContentCoding, Optional<StoredContent>> coded;

    private StoredContent(ContentId id, ByteBuffer[] chunks) {
        this(id, chunks, Map.of());
    }

    private StoredContent(ContentId id, ByteBuffer[] chunks, Map<ContentCoding, Optional<StoredContent>> coded) {
        this.id = id;
        this.chunks = chunks;
        this.coded = coded;
        long sum = 0;
        for (ByteBuffer chunk : chunks) {
            sum += chunk.remaining();
        }
        this.length = sum;
    }

    /** Takes over {@code chunks}; the caller must not change the arrays any more. */
    public static StoredContent of(ContentId id, List<byte[]> chunks) {
        return new StoredContent(id, chunks.stream().map(ByteBuffer::wrap).toArray(ByteBuffer[]::new));
    }

    /** Several one after the other, without copying. */
    static StoredContent joined(ContentId id, List<StoredContent> parts) {
        List<ByteBuffer> chunks = new ArrayList<>();
        parts.forEach(part -> chunks.addAll(List.of(part.chunks)));
        return new StoredContent(id, chunks.toArray(ByteBuffer[]::new));
    }

    /**
     * A part of it, without copying, under the same name.
     *
     * @param from position of its first byte
     * @param bytes its length; both together not beyond {@link #length()}
     */
    StoredContent slice(long from, long bytes) {
        if (from < 0 || bytes < 0 || from + bytes > length) {
            throw new IndexOutOfBoundsException(bytes + " bytes from " + from + " of " + length);
        }
        List<ByteBuffer> parts = new ArrayList<>();
        long skip = from;
        long left = bytes;
        for (ByteBuffer chunk : chunks) {
            int size = chunk.remaining();
            if (skip < size && left > 0) {
                int some = (int) Math.min(size - skip, left);
                parts.add(chunk.slice(chunk.position() + (int) skip, some));
                left -= some;
                skip = 0;
            } else {
                skip -= Math.min(skip, size);
            }
        }
        return new StoredContent(id, parts.toArray(ByteBuffer[]::new));
    }

    /** The same with its coded form; empty where that would be of no use. */
    public StoredContent with(ContentCoding coding, Optional<StoredContent> form) {
        Map<ContentCoding, Optional<StoredContent>> forms = new EnumMap<>(ContentCoding.class);
        forms.putAll(coded);
        forms.put(coding, form);
        return new StoredContent(id, chunks, forms);
    }

    /** Whether it is known if there is a coded form. */
    public boolean tried(ContentCoding coding) {
        return coded.containsKey(coding);
    }

    /** The coded forms that there are. */
    Map<ContentCoding, StoredContent> coded() {
        if (coded.isEmpty()) {
            return Map.of();
        }
        Map<ContentCoding, StoredContent> forms = new EnumMap<>(ContentCoding.class);
        coded.forEach((coding, form) -> form.ifPresent(some -> forms.put(coding, some)));
        return forms;
    }

    /** Bytes on the heap, coded forms included. */
    long weight() {
        return length
                + coded().values().stream().mapToLong(StoredContent::length).sum();
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
        return chunks[index].asReadOnlyBuffer();
    }

    /** Writes all bytes; blocks as the stream does. */
    public void writeTo(OutputStream out) throws IOException {
        for (ByteBuffer chunk : chunks) {
            out.write(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
        }
    }
}
