package forebay.support;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The server's side of WebSocket (RFC 6455): echoes messages frame by frame, whatever their size, and answers pings. */
public final class EchoSocket {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private EchoSocket() {}

    /** Where the server writes. */
    @FunctionalInterface
    public interface Out {
        /** Sends these bytes at once. */
        void send(byte[] bytes) throws IOException;
    }

    /** Agrees to the handshake, and chooses the first subprotocol on offer. */
    public static void accept(ScriptedOrigin.Conversation conversation) throws IOException {
        accept(conversation.head(), conversation::sendBytes);
    }

    private static void accept(ScriptedOrigin.Head head, Out out) throws IOException {
        StringBuilder fields = new StringBuilder("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n"
                + "Connection: Upgrade\nX-Raw: \"a, b\"\nSec-WebSocket-Accept: "
                + answer(head.all("Sec-WebSocket-Key").get(0)) + "\n");
        head.all("Sec-WebSocket-Protocol")
                .forEach(offered -> fields.append("Sec-WebSocket-Protocol: ")
                        .append(offered.split(",", 2)[0].strip())
                        .append('\n'));
        String text = fields.append('\n').toString();
        out.send(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String answer(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Agrees, then echoes until the client closes. */
    public static void serve(ScriptedOrigin.Conversation conversation) throws IOException {
        serve(conversation.head(), conversation.in(), conversation::sendBytes);
        conversation.close();
    }

    /** Agrees to the handshake with this head, then echoes until the client closes. */
    public static void serve(ScriptedOrigin.Head head, InputStream in, Out out) throws IOException {
        accept(head, out);
        DataInputStream data = new DataInputStream(in);
        boolean open = true;
        while (open) {
            open = frame(data, out);
        }
    }

    private static boolean frame(DataInputStream in, Out out) throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int opcode = first & 0x0F;
        long length = length(in);
        byte[] mask = in.readNBytes(4);
        int answered = opcode == PING ? first - PING + PONG : first;
        out.send(head(answered, length));
        byte[] piece = new byte[32 * 1024];
        for (long done = 0; done < length; ) {
            int read = in.read(piece, 0, (int) Math.min(piece.length, length - done));
            if (read < 0) {
                return false;
            }
            byte[] part = new byte[read];
            for (int i = 0; i < read; i++) {
                part[i] = (byte) (piece[i] ^ mask[(int) ((done + i) & 3)]);
            }
            out.send(part);
            done += read;
        }
        return opcode != CLOSE;
    }

    private static long length(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7F;
        return length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
    }

    /** The head of a server's frame. */
    private static byte[] head(int first, long length) {
        if (length < 126) {
            return new byte[] {(byte) first, (byte) length};
        }
        if (length < 1 << 16) {
            return new byte[] {(byte) first, 126, (byte) (length >> 8), (byte) length};
        }
        byte[] head = new byte[10];
        head[0] = (byte) first;
        head[1] = 127;
        for (int i = 0; i < 8; i++) {
            head[2 + i] = (byte) (length >> (56 - 8 * i));
        }
        return head;
    }
}
