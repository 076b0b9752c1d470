package forebay.discovery;

import forebay.discovery.DnsMessage.Answer;
import forebay.discovery.DnsMessage.RecordType;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Asks servers of DNS, one after the other until one answers: by UDP, and again by TCP where the answer is truncated (RFC
 * 7766 §5). The JDK's own resolver does not tell how long an answer holds. Each question has a port and an id of its own,
 * so that nobody who can not see it can answer it (RFC 5452).
 */
final class DnsClient {
    private static final int LARGEST_DATAGRAM = 4096;
    private static final int IDS = 1 << 16;

    private final List<InetSocketAddress> servers;
    private final Duration timeout;
    private final RandomGenerator random;

    /**
     * A client.
     *
     * @param servers at least one
     * @param timeout how long each of them has
     * @param random fit for secrets
     */
    DnsClient(List<InetSocketAddress> servers, Duration timeout, RandomGenerator random) {
        this.servers = servers;
        this.timeout = timeout;
        this.random = random;
    }

    /**
     * The answer of the first server that gives one; that a name does not exist is an answer.
     *
     * @throws IOException where no server gave one
     */
    Answer ask(String name, RecordType type) throws IOException {
        IOException last = new IOException("no DNS server is known");
        for (InetSocketAddress server : servers) {
            try {
                return ask(server, name, type);
            } catch (IOException e) {
                last = new IOException(
                        "the DNS server " + server.getAddress().getHostAddress() + ":" + server.getPort()
                                + " gave no answer for " + name + ": " + e.getMessage(),
                        e);
            }
        }
        throw last;
    }

    private Answer ask(InetSocketAddress server, String name, RecordType type) throws IOException {
        byte[] question = DnsMessage.question(random.nextInt(IDS), name, type);
        Answer answer = DnsMessage.read(byDatagram(server, question, name), type);
        return answer.truncated() ? DnsMessage.read(byStream(server, question, name), type) : answer;
    }

    private byte[] byDatagram(InetSocketAddress server, byte[] question, String name) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        try (DatagramSocket socket = new DatagramSocket()) {
            // Only what comes from there is received.
            socket.connect(server);
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new SocketTimeoutException("timed out");
                }
                socket.setSoTimeout((int) left);
                packet.setLength(LARGEST_DATAGRAM);
                socket.receive(packet);
                byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
                if (DnsMessage.answers(message, question, name)) {
                    return message;
                }
            }
        }
    }

    private byte[] byStream(InetSocketAddress server, byte[] question, String name) throws IOException {
        try (Socket socket = new Socket()) {
            int millis = (int) timeout.toMillis();
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            byte[] framed = ByteBuffer.allocate(Short.BYTES + question.length)
                    .putShort((short) question.length)
                    .put(question)
                    .array();
            socket.getOutputStream().write(framed);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] message = new byte[in.readUnsignedShort()];
            in.readFully(message);
            if (!DnsMessage.answers(message, question, name)) {
                throw new IOException("an answer to something else");
            }
            return message;
        }
    }
}
