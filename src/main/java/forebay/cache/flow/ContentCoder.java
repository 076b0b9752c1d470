package forebay.cache.flow;

import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.StoredContent;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Compresses stored content: gzip by the JDK, zstd by a library in Java. Stateless. */
final class ContentCoder {
    private ContentCoder() {}

    /** The coded content; empty where it would not be smaller by a tenth at least. */
    static Optional<StoredContent> code(StoredContent content, ContentCoding coding) {
        byte[] plain = bytes(content);
        byte[] coded = switch (coding) {
            case GZIP -> gzip(plain);
            case ZSTD -> zstd(plain);
        };
        return coded.length <= plain.length - plain.length / 10
                ? Optional.of(StoredContent.of(content.id(), List.of(coded)))
                : Optional.empty();
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream(plain.length / 3 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(coded, 8192)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return coded.toByteArray();
    }

    private static byte[] zstd(byte[] plain) {
        ZstdCompressor compressor = new ZstdCompressor();
        byte[] coded = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, coded, 0, coded.length);
        return Arrays.copyOf(coded, length);
    }

    private static byte[] bytes(StoredContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(content.length()));
        try {
            content.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
