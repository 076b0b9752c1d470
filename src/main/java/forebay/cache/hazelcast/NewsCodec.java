package forebay.cache.hazelcast;

import forebay.cluster.Seal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What nodes tell each other of the store, as bytes: version, kind, the name of the node that tells, a text, and a code
 * over all of it. What no node with our keys wrote is no news. Who repeats an old message costs a look-up: nothing that
 * is told makes a response be used.
 */
final class NewsCodec {
    /** The purpose of its seal. */
    static final String PURPOSE = "cache news 1";

    private static final int VERSION = 1;

    private final Seal seal;
    private final String node;

    /** The name of the node that tells. */
    String node() {
        return node;
    }

    /** For the node of this name. */
    NewsCodec(Seal seal, String node) {
        this.seal = seal;
        this.node = node;
    }

    /** What the text is. */
    enum Kind {
        /** A cache key under which something was stored or removed. */
        CHANGED('c'),
        /** A cache key whose lease ended; what it was about is stored, or may be fetched by anybody. */
        ENDED('e'),
        /** A cache key whose lease ended, as the response is for one request alone. */
        UNSHARED('n'),
        /** A URI that was invalidated. */
        URI('u'),
        /** Groups that were invalidated. */
        GROUPS('g'),
        /** The name of a node, which is to give a sign of life. */
        ASKED('?'),
        /** A sign of life; no text. */
        HERE('!');

        private final int letter;

        Kind(int letter) {
            this.letter = letter;
        }

        static Optional<Kind> of(int letter) {
            return Arrays.stream(values()).filter(kind -> kind.letter == letter).findFirst();
        }
    }

    /** A message of the node {@code from}. */
    record Message(Kind kind, String from, String text) {}

    byte[] encode(Kind kind, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + node.length() + text.length());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(kind.letter);
            out.writeUTF(node);
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            out.write(seal.sign(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What another node told; empty for an own message, one of another version, and what is forged or broken. */
    Optional<Message> decode(byte[] bytes) {
        int end = bytes.length - Seal.BYTES;
        if (end <= 0 || bytes[0] != VERSION) {
            return Optional.empty();
        }
        byte[] told = Arrays.copyOf(bytes, end);
        if (!seal.verifies(Arrays.copyOfRange(bytes, end, bytes.length), told)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(told))) {
            in.skipNBytes(1);
            Optional<Kind> kind = Kind.of(in.readUnsignedByte());
            String from = in.readUTF();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return from.equals(node) ? Optional.empty() : kind.map(some -> new Message(some, from, text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
