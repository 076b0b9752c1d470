package forebay.cache.hazelcast;

import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.ContentId;
import forebay.cache.Coverage;
import forebay.cache.PurgeStamp;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.Stamp;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cluster.Seal;
import forebay.http.ByteRange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Stored responses as bytes. Bytes, because a cluster whose members know none of our classes can keep and compare
 * them, and because Hazelcast writes an array of bytes without Java serialization. The version is a part of the key:
 * nodes of two releases can share a cluster, and neither writes over what the other one reads.
 *
 * <p>Layout, big-endian: version; number of variants; each: status, request and response time (seconds, nanos), names
 * and values of the fields, selecting fields, complete length and ranges of a part (none for the whole), content id,
 * and the content itself or the list of its segments (length, length of a segment, hashes in order), purge stamp; at last a code over
 * key and all before it. So whoever holds none of the cluster's keys can neither make an entry nor move one to another
 * key. The stamp of invalidations is not written: it counts on the node that took it only.
 */
final class VariantsCodec {
    /** The purpose of its seal. */
    static final String PURPOSE = "stored responses 4";

    private static final int VERSION = 4;
    private static final int INLINE = 0;
    private static final int SEGMENTS = 1;

    /** More cannot come from a node that keeps the bounds; protects from allocating what broken bytes ask for. */
    private static final int MAX_LINES = 10_000;

    private final Seal seal;
    private final Function<SegmentList, StoredContent> segments;

    /**
     * A codec.
     *
     * @param seal of the cluster, for {@link #PURPOSE}
     * @param segments the content that a list stands for
     */
    VariantsCodec(Seal seal, Function<SegmentList, StoredContent> segments) {
        this.seal = seal;
        this.segments = segments;
    }

    /** Where the variants of {@code key} are kept. */
    static String key(CacheKey key) {
        return VERSION + " " + key;
    }

    /** The variants, whose contents are small or in segments, for the place {@code at}. */
    byte[] encode(String at, StoredVariants variants) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(1 << 20, 512 + variants.weight()));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(variants.all().size());
            for (StoredResponse stored : variants.all()) {
                write(out, stored);
            }
            out.flush();
            out.write(seal.sign(at.getBytes(StandardCharsets.UTF_8), bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * What {@link #encode} wrote to {@code at}, for a route of {@code policy}, under this stamp of invalidations; empty where no node
     * with one of our keys wrote it there, or it is broken.
     */
    Optional<StoredVariants> decode(String at, byte[] bytes, CachePolicy policy, long invalidations) {
        int end = bytes.length - Seal.BYTES;
        if (end < 2 || bytes[0] != VERSION) {
            return Optional.empty();
        }
        byte[] signed = Arrays.copyOf(bytes, end);
        byte[] code = Arrays.copyOfRange(bytes, end, bytes.length);
        if (!seal.verifies(code, at.getBytes(StandardCharsets.UTF_8), signed)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(signed))) {
            in.skipNBytes(1);
            int count = in.readUnsignedByte();
            List<StoredResponse> all = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                all.add(read(in, policy, invalidations));
            }
            return Optional.of(StoredVariants.of(all));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static void write(DataOutputStream out, StoredResponse stored) throws IOException {
        out.writeShort(stored.head().status());
        write(out, stored.receipt().requestTime());
        write(out, stored.receipt().responseTime());
        Fields fields = stored.head().fields();
        out.writeInt(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            write(out, fields.name(i));
            write(out, fields.value(i));
        }
        List<String> names = stored.selecting().names();
        out.writeInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            write(out, names.get(i));
            Optional<String> value = stored.selecting().values().get(i);
            out.writeBoolean(value.isPresent());
            if (value.isPresent()) {
                write(out, value.get());
            }
        }
        writeCoverage(out, stored.partial());
        writeContent(out, stored.content());
        PurgeStamp purges = stored.receipt().stamp().purges();
        out.writeLong(purges.lineage());
        out.writeLong(purges.hard());
        out.writeLong(purges.soft());
    }

    private static void writeContent(DataOutputStream out, StoredContent content) throws IOException {
        out.writeLong(content.id().high());
        out.writeLong(content.id().low());
        Optional<SegmentList> list = Segments.listOf(content);
        if (list.isPresent()) {
            out.writeByte(SEGMENTS);
            byte[] hashes = list.get().hashes();
            out.writeLong(list.get().length());
            out.writeInt(list.get().segmentBytes());
            out.writeInt(hashes.length);
            out.write(hashes);
        } else {
            out.writeByte(INLINE);
            out.writeInt(Math.toIntExact(content.length()));
            content.writeTo(out);
        }
    }

    private StoredContent readContent(DataInputStream in) throws IOException {
        ContentId id = new ContentId(in.readLong(), in.readLong());
        if (in.readByte() == SEGMENTS) {
            return segments.apply(new SegmentList(id, in.readLong(), in.readInt(), readBytes(in)));
        }
        byte[] bytes = readBytes(in);
        return StoredContent.of(id, bytes.length == 0 ? List.of() : List.of(bytes));
    }

    private static void writeCoverage(DataOutputStream out, Optional<Coverage> partial) throws IOException {
        out.writeBoolean(partial.isPresent());
        if (partial.isPresent()) {
            out.writeLong(partial.get().completeLength());
            out.writeInt(partial.get().ranges().size());
            for (ByteRange range : partial.get().ranges()) {
                out.writeLong(range.first());
                out.writeLong(range.last());
            }
        }
    }

    private static Optional<Coverage> readCoverage(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return Optional.empty();
        }
        long completeLength = in.readLong();
        List<ByteRange> ranges = new ArrayList<>();
        int count = count(in);
        for (int i = 0; i < count; i++) {
            ranges.add(new ByteRange(in.readLong(), in.readLong()));
        }
        return Optional.of(new Coverage(completeLength, ranges));
    }

    private StoredResponse read(DataInputStream in, CachePolicy policy, long invalidations) throws IOException {
        int status = in.readUnsignedShort();
        Instant requestTime = readInstant(in);
        Instant responseTime = readInstant(in);
        Fields.Builder fields = Fields.builder();
        int lines = count(in);
        for (int i = 0; i < lines; i++) {
            fields.add(readText(in), readText(in));
        }
        List<String> names = new ArrayList<>();
        List<Optional<String>> values = new ArrayList<>();
        int selecting = count(in);
        for (int i = 0; i < selecting; i++) {
            names.add(readText(in));
            values.add(in.readBoolean() ? Optional.of(readText(in)) : Optional.empty());
        }
        Optional<Coverage> partial = readCoverage(in);
        StoredContent content = readContent(in);
        PurgeStamp purges = new PurgeStamp(in.readLong(), in.readLong(), in.readLong());
        ResponseHead head = new ResponseHead(status, fields.build());
        Receipt receipt = new Receipt(requestTime, responseTime, new Stamp(invalidations, purges));
        SelectingFields selectingFields = SelectingFields.restore(names, values);
        return partial.isPresent()
                ? StoredResponse.part(policy, head, receipt, selectingFields, content, partial.get())
                : StoredResponse.of(policy, head, receipt, selectingFields, content);
    }

    private static void write(DataOutputStream out, Instant time) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length " + length + " with " + in.available() + " bytes left");
        }
        return in.readNBytes(length);
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_LINES) {
            throw new IOException("count " + count);
        }
        return count;
    }
}
