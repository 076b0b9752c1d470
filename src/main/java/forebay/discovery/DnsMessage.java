package forebay.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Messages of DNS (RFC 1035 §4): one question, and what of an answer discovery needs. Bounded: names are followed for as
 * many jumps as one can have labels, and what is broken is refused. Pure.
 */
final class DnsMessage {
    private static final int HEADER_BYTES = 12;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int RCODE = 0x000f;
    private static final int INTERNET = 1;
    private static final int POINTER = 0xc0;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;

    private DnsMessage() {}

    /** What is asked for. */
    enum RecordType {
        A(1),
        AAAA(28),
        SRV(33);

        private final int number;

        RecordType(int number) {
            this.number = number;
        }
    }

    /**
     * A record of the asked type.
     *
     * @param ttlSeconds how long it holds (RFC 2181 §8)
     * @param address A's and AAAA's; else empty
     * @param priority SRV's; else 0
     * @param weight SRV's; else 0
     * @param port SRV's; else 0
     * @param target SRV's; else empty
     */
    record Found(long ttlSeconds, Optional<InetAddress> address, int priority, int weight, int port, String target) {}

    /**
     * An answer.
     *
     * @param code 0, or why there is none (RFC 1035 §4.1.1)
     * @param truncated whether there is more by TCP
     */
    record Answer(int code, boolean truncated, List<Found> found) {}

    /** A question in Internet's class, recursion desired. */
    static byte[] question(int id, String name, RecordType type) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + name.length() + 6);
        out.putShort((short) id).putShort((short) RECURSION_DESIRED).putShort((short) 1);
        out.putShort((short) 0).putInt(0);
        for (String label : name.split("\\.", -1)) {
            byte[] octets = label.getBytes(StandardCharsets.US_ASCII);
            if (octets.length == 0 || octets.length > LONGEST_LABEL) {
                throw new IllegalArgumentException("no name of DNS: " + name);
            }
            out.put((byte) octets.length).put(octets);
        }
        out.put((byte) 0).putShort((short) type.number).putShort((short) INTERNET);
        out.flip();
        byte[] message = new byte[out.remaining()];
        out.get(message);
        return message;
    }

    /**
     * Whether a message answers a question: the same id and the same question (RFC 5452 §9.1).
     *
     * @throws IOException where it is broken
     */
    static boolean answers(byte[] message, byte[] question, String name) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(message);
            if (in.getShort(0) != ByteBuffer.wrap(question).getShort(0) || (in.getShort(2) & RESPONSE) == 0) {
                return false;
            }
            in.position(HEADER_BYTES);
            boolean sameName = in.getShort(4) == 1 && name(in).equals(name.toLowerCase(Locale.ROOT));
            return sameName && in.getInt() == ByteBuffer.wrap(question).getInt(question.length - Integer.BYTES);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException("a broken answer", e);
        }
    }

    /**
     * Reads an answer; CNAME on the way is passed over, because a resolver tells where it leads (RFC 1034 §4.3.1).
     *
     * @throws IOException where it is broken
     */
    static Answer read(byte[] message, RecordType type) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(message);
            int flags = in.getShort(2) & 0xffff;
            int questions = in.getShort(4) & 0xffff;
            int answers = in.getShort(6) & 0xffff;
            in.position(HEADER_BYTES);
            for (int i = 0; i < questions; i++) {
                name(in);
                in.getInt();
            }
            boolean truncated = (flags & TRUNCATED) != 0;
            List<Found> found = new ArrayList<>();
            for (int i = 0; i < answers && !truncated; i++) {
                record(in, type, found);
            }
            return new Answer(flags & RCODE, truncated, found);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException("a broken answer", e);
        }
    }

    private static void record(ByteBuffer in, RecordType type, List<Found> found) {
        name(in);
        int number = in.getShort() & 0xffff;
        int recordClass = in.getShort() & 0xffff;
        long ttl = in.getInt();
        int length = in.getShort() & 0xffff;
        int end = in.position() + length;
        if (number == type.number && recordClass == INTERNET) {
            long seconds = Math.max(0, ttl); // the highest bit means 0 (RFC 2181 §8)
            if (type == RecordType.SRV) {
                int priority = in.getShort() & 0xffff;
                int weight = in.getShort() & 0xffff;
                int port = in.getShort() & 0xffff;
                found.add(new Found(seconds, Optional.empty(), priority, weight, port, name(in)));
            } else {
                byte[] data = new byte[length];
                in.get(data);
                found.add(new Found(seconds, Optional.of(address(data)), 0, 0, 0, ""));
            }
        }
        in.position(end);
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of another length", e);
        }
    }

    /** The name at the buffer's position, in lower case and without final dot; leaves the position behind it. */
    private static String name(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        int behind = -1;
        int length = in.get() & 0xff;
        while (length != 0) {
            if ((length & POINTER) == POINTER) {
                int start = in.position() - 1;
                int to = ((length & ~POINTER) << 8) | (in.get() & 0xff);
                behind = behind < 0 ? in.position() : behind;
                if (to >= start) {
                    throw new IllegalArgumentException("a pointer that does not lead back");
                }
                in.position(to);
            } else {
                byte[] label = new byte[length];
                in.get(label);
                name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
            }
            if (name.length() > LONGEST_NAME) {
                throw new IllegalArgumentException("a name that is too long");
            }
            length = in.get() & 0xff;
        }
        if (behind >= 0) {
            in.position(behind);
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
