package forebay.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one node tells another.
 *
 * @param kind what it is about
 * @param from who says it
 * @param to id of who is told; what was meant for another incarnation is not heard
 * @param lineage which history the sender is a part of; 0 while it is in none
 * @param call which call of the sender's, or of the receiver's, this is about; 0 for none. Of a BEAT and of SILENT the
 *     sender's time, which comes back
 * @param number of the command; of HELLO, WELCOME and BEAT 1 where the sender needs others' word ({@link Standing}); of
 *     SILENT and GIVEN_UP the id of a node
 * @param members all nodes that the sender knows of
 * @param gone ids of those of them that take no part any more
 * @param body a command, or a table
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record NodeMessage(
        Kind kind,
        NodeName from,
        long to,
        long lineage,
        long call,
        long number,
        Set<NodeName> members,
        Set<Long> gone,
        byte[] body) {
    /** What a message is about. */
    enum Kind {
        /** I want to take part. */
        HELLO(1),
        /** I know you now; this is all that I have applied. */
        WELCOME(2),
        /** Which number do you know? */
        ASK(3),
        /** This one. */
        HIGH(4),
        /** Apply this. */
        APPLY(5),
        /** Applied. */
        APPLIED(6),
        /** I am not part of it any more. */
        GOODBYE(7),
        /** What I know of the nodes. */
        BEAT(8),
        /** You are not one of those that I know of. */
        STRANGER(9),
        /** You have my word, as of the call that you asked for it. */
        WORD(10),
        /** Do you too not hear from the node of this number? Then give it up. */
        SILENT(11),
        /** I have given it up. */
        GIVEN_UP(12),
        /** I take no part yet, as of the call that you asked for my word. */
        JOINING(13),
        /** Apply this, unless you know a number as high: then say which. */
        OFFER(14);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private static final int MOST = 100_000;
    private static final byte[] NO_BODY = {};

    static byte[] noBody() {
        return NO_BODY;
    }

    /** This as bytes, with the code that proves where it is from. */
    byte[] seal(Seal seal) {
        byte[] content = encode();
        byte[] code = seal.sign(content);
        byte[] all = Arrays.copyOf(code, code.length + content.length);
        System.arraycopy(content, 0, all, code.length, content.length);
        return all;
    }

    /** What {@link #seal} wrote; empty where somebody else wrote it, or it is broken. */
    static Optional<NodeMessage> open(byte[] sealed, Seal seal) {
        if (sealed.length < Seal.BYTES) {
            return Optional.empty();
        }
        byte[] code = Arrays.copyOf(sealed, Seal.BYTES);
        byte[] content = Arrays.copyOfRange(sealed, Seal.BYTES, sealed.length);
        return seal.verifies(code, content) ? decode(content) : Optional.empty();
    }

    private byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 + body.length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(kind.code);
            write(out, from);
            out.writeLong(to);
            out.writeLong(lineage);
            out.writeLong(call);
            out.writeLong(number);
            out.writeInt(members.size());
            for (NodeName member : members) {
                write(out, member);
            }
            out.writeInt(gone.size());
            for (long id : gone) {
                out.writeLong(id);
            }
            out.writeInt(body.length);
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Optional<NodeMessage> decode(byte[] content) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            int code = in.readUnsignedByte();
            Optional<Kind> kind =
                    Arrays.stream(Kind.values()).filter(one -> one.code == code).findFirst();
            NodeName from = readName(in);
            long to = in.readLong();
            long lineage = in.readLong();
            long call = in.readLong();
            long number = in.readLong();
            Set<NodeName> members = new LinkedHashSet<>();
            for (int i = count(in); i > 0; i--) {
                members.add(readName(in));
            }
            List<Long> gone = new ArrayList<>();
            for (int i = count(in); i > 0; i--) {
                gone.add(in.readLong());
            }
            byte[] body = in.readNBytes(in.readInt());
            return kind.map(known ->
                    new NodeMessage(known, from, to, lineage, call, number, members, new LinkedHashSet<>(gone), body));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void write(DataOutputStream out, NodeName name) throws IOException {
        out.writeLong(name.id());
        out.writeUTF(name.place());
        out.writeLong(name.born());
    }

    private static NodeName readName(DataInputStream in) throws IOException {
        return new NodeName(in.readLong(), in.readUTF(), in.readLong());
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("count " + count);
        }
        return count;
    }
}
