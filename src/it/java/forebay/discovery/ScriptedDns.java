package forebay.discovery;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on loopback that answers what the test says, by UDP and by TCP on one port. */
final class ScriptedDns implements AutoCloseable {
    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int AAAA = 28;
    private static final int SRV = 33;

    private final DatagramSocket datagrams;
    private final ServerSocket streams;
    private final List<byte[]> records = new ArrayList<>();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger askedByStream = new AtomicInteger();
    volatile int code;
    volatile boolean silent;
    volatile boolean truncated;
    volatile boolean forged;

    ScriptedDns() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerSocket stream = new ServerSocket(0, 10, loopback);
        DatagramSocket datagram = ofThePortOf(stream);
        while (datagram == null) {
            ServerSocket other = new ServerSocket(0, 10, loopback);
            stream.close();
            stream = other;
            datagram = ofThePortOf(stream);
        }
        streams = stream;
        datagrams = datagram;
        start(this::serveDatagrams);
        start(this::serveStreams);
    }

    /** Null where the port is taken for datagrams. */
    private static DatagramSocket ofThePortOf(ServerSocket stream) throws IOException {
        try {
            return new DatagramSocket(stream.getLocalPort(), stream.getInetAddress());
        } catch (BindException e) {
            return null;
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-dns");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) datagrams.getLocalSocketAddress();
    }

    /** From now on it has no records. */
    synchronized ScriptedDns clear() {
        records.clear();
        return this;
    }

    synchronized ScriptedDns address(String address, int ttl) throws IOException {
        byte[] data = InetAddress.getByName(address).getAddress();
        records.add(record(data.length == 4 ? A : AAAA, ttl, data));
        return this;
    }

    synchronized ScriptedDns alias(String target, int ttl) {
        records.add(record(CNAME, ttl, name(target)));
        return this;
    }

    synchronized ScriptedDns service(String target, int port, int weight, int priority, int ttl) {
        byte[] name = name(target);
        ByteBuffer data = ByteBuffer.allocate(6 + name.length);
        data.putShort((short) priority)
                .putShort((short) weight)
                .putShort((short) port)
                .put(name);
        records.add(record(SRV, ttl, data.array()));
        return this;
    }

    private static byte[] name(String text) {
        ByteBuffer out = ByteBuffer.allocate(text.length() + 2);
        for (String label : text.split("\\.", -1)) {
            out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.put((byte) 0);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** A record whose owner is a pointer to the question's name. */
    private static byte[] record(int type, int ttl, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(12 + data.length);
        out.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1).putInt(ttl);
        out.putShort((short) data.length).put(data);
        return out.array();
    }

    private synchronized byte[] answer(byte[] question, boolean stream) {
        boolean cut = truncated && !stream;
        int type = ByteBuffer.wrap(question).getShort(question.length - 4);
        List<byte[]> fitting = records.stream()
                .filter(record -> {
                    int of = ByteBuffer.wrap(record).getShort(2);
                    return of == type || of == CNAME;
                })
                .toList();
        int length = fitting.stream().mapToInt(record -> record.length).sum();
        ByteBuffer out = ByteBuffer.allocate(question.length + length).put(question);
        out.putShort(2, (short) (0x8180 | (cut ? 0x0200 : 0) | code));
        out.putShort(6, (short) (cut || code != 0 ? 0 : fitting.size()));
        if (!cut && code == 0) {
            fitting.forEach(out::put);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private void serveDatagrams() {
        byte[] buffer = new byte[512];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                asked.incrementAndGet();
                byte[] question = Arrays.copyOf(buffer, packet.getLength());
                if (forged) {
                    byte[] wrong = answer(question, true);
                    wrong[0] ^= 1;
                    datagrams.send(new DatagramPacket(wrong, wrong.length, packet.getSocketAddress()));
                }
                if (!silent) {
                    byte[] answer = answer(question, false);
                    datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serveStreams() {
        while (!streams.isClosed()) {
            try (Socket socket = streams.accept()) {
                askedByStream.incrementAndGet();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] question = new byte[in.readUnsignedShort()];
                in.readFully(question);
                byte[] answer = answer(question, true);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        streams.close();
    }
}
