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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Content of a stored response, or parts of it, under a random id: immutable chunks, on this node's heap or in segments
 * elsewhere. Shared by all readers; a slice shares the bytes.
 */
public final class StoredContent {
    /** No content. */
    public static final StoredContent NONE = new StoredContent(new ContentId(0, 0), new Chunk[0]);

    private final ContentId id;
    private final Chunk[] chunks;
    private final long length;
    private final long bytesHere;
    private final Map<ContentCoding, Optional<StoredContent>> coded;

    /** Some bytes of it. */
    private sealed interface Chunk {
        int length();

        Chunk slice(int from, int bytes);
    }

    /** Bytes on this heap. */
    private record Here(ByteBuffer bytes) implements Chunk {
        @Override
        public int length() {
            return bytes.remaining();
        }

        @Override
        public Chunk slice(int from, int some) {
            return new Here(bytes.slice(bytes.position() + from, some));
        }
    }

    /** Bytes of one segment. */
    private record There(ContentSegments segments, int index, int from, int length) implements Chunk {
        @Override
        public Chunk slice(int start, int some) {
            return new There(segments, index, from + start, some);
        }

        CompletionStage<ByteBuffer> fetch(boolean inTime) {
            CompletionStage<byte[]> segment = inTime ? segments.segmentInTime(index) : segments.segment(index);
            return segment.thenApplyAsync(this::window, Runnable::run);
        }

        private ByteBuffer window(byte[] bytes) {
            return ByteBuffer.wrap(bytes).slice(from, length);
        }
    }

    private StoredContent(ContentId id, Chunk[] chunks) {
        this(id, chunks, Map.of());
    }

    private StoredContent(ContentId id, Chunk[] chunks, Map<ContentCoding, Optional<StoredContent>> coded) {
        this.id = id;
        this.chunks = chunks;
        this.coded = coded;
        long all = 0;
        long here = 0;
        for (Chunk chunk : chunks) {
            all += chunk.length();
            here += chunk instanceof Here ? chunk.length() : 0;
        }
        this.length = all;
        this.bytesHere = here;
    }

    /** Takes over {@code chunks}; the caller must not change the arrays any more. */
    public static StoredContent of(ContentId id, List<byte[]> chunks) {
        return new StoredContent(
                id,
                chunks.stream().map(bytes -> new Here(ByteBuffer.wrap(bytes))).toArray(Chunk[]::new));
    }

    /** Content that is in segments elsewhere, {@code length} bytes in all. */
    public static StoredContent in(ContentSegments segments, ContentId id, long length) {
        int size = segments.segmentBytes();
        Chunk[] chunks = new Chunk[Math.toIntExact((length + size - 1) / size)];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = new There(segments, i, 0, (int) Math.min(size, length - (long) i * size));
        }
        return new StoredContent(id, chunks);
    }

    /** Several one after the other, without copying. */
    static StoredContent joined(ContentId id, List<StoredContent> parts) {
        List<Chunk> chunks = new ArrayList<>();
        parts.forEach(part -> chunks.addAll(List.of(part.chunks)));
        return new StoredContent(id, chunks.toArray(Chunk[]::new));
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
        List<Chunk> parts = new ArrayList<>();
        long skip = from;
        long left = bytes;
        for (Chunk chunk : chunks) {
            int size = chunk.length();
            if (skip < size && left > 0) {
                int some = (int) Math.min(size - skip, left);
                parts.add(chunk.slice((int) skip, some));
                left -= some;
                skip = 0;
            } else {
                skip -= Math.min(skip, size);
            }
        }
        return new StoredContent(id, parts.toArray(Chunk[]::new));
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
        return bytesHere
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

    /** Whether all of it is on this node's heap. */
    public boolean isHere() {
        return bytesHere == length;
    }

    /** Where its bytes are, where the first of them are in segments. */
    public Optional<ContentSegments> segments() {
        return chunks.length > 0 && chunks[0] instanceof There there ? Optional.of(there.segments) : Optional.empty();
    }

    /** Number of chunks. */
    public int chunkCount() {
        return chunks.length;
    }

    /** Length of a chunk in bytes. */
    public int chunkLength(int index) {
        return chunks[index].length();
    }

    /** Whether a chunk is on this node's heap. */
    public boolean isHere(int index) {
        return chunks[index] instanceof Here;
    }

    /**
     * A view of a chunk that is on this node's heap, with a position of its own, for reading alone. Not a read-only
     * one: servlet output takes arrays, and one that does not show its array would be copied for each reader.
     */
    public ByteBuffer chunk(int index) {
        return ((Here) chunks[index]).bytes.duplicate();
    }

    /** The bytes of a chunk, wherever they are; fails as {@link ContentSegments#segment} does. Never blocks. */
    public CompletionStage<ByteBuffer> fetch(int index) {
        return fetch(index, false);
    }

    /** The same in the time of a look-up; fails as {@link ContentSegments#segmentInTime} does. */
    public CompletionStage<ByteBuffer> fetchInTime(int index) {
        return fetch(index, true);
    }

    private CompletionStage<ByteBuffer> fetch(int index, boolean inTime) {
        return chunks[index] instanceof There there
                ? there.fetch(inTime)
                : CompletableFuture.completedFuture(chunk(index));
    }

    /** Writes all bytes, which must be on this heap; blocks as the stream does. */
    public void writeTo(OutputStream out) throws IOException {
        for (Chunk chunk : chunks) {
            ByteBuffer bytes = ((Here) chunk).bytes;
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
    }
}
