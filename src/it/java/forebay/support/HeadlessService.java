package forebay.support;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server (RFC 1035) that knows one name, with an address for each pod that is behind it. */
public final class HeadlessService implements AutoCloseable {
    private static final int PORT = 53;
    private static final int LONGEST = 512;
    private static final int HEADER = 12;
    private static final int ANSWER = 16;

    /** An authoritative answer, recursion desired and available (§4.1.1). */
    private static final int IS_ANSWER = 0x8580;

    private static final int NO_SUCH_NAME = 3;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    /** Where the name of the question is (§4.1.4). */
    private static final int POINTER = 0xC000 | HEADER;

    private final DatagramSocket socket;
    private final String name;
    private volatile List<String> pods = List.of();
    private final AtomicInteger told = new AtomicInteger();

    /** One on this address, at the port that resolvers ask; nobody is behind the name yet. */
    public HeadlessService(String address, String name) throws IOException {
        this.socket = new DatagramSocket(new InetSocketAddress(address, PORT));
        this.name = name;
        Thread thread = new Thread(this::answer, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer() {
        byte[] room = new byte[LONGEST];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(room, room.length);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(room, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return; // closed by the test
            }
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        ByteBuffer asked = ByteBuffer.wrap(question);
        short id = asked.getShort();
        asked.position(HEADER);
        String wanted = name(asked);
        int type = asked.getShort();
        int end = asked.position() + Short.BYTES;
        boolean known = wanted.equalsIgnoreCase(name) && !pods.isEmpty();
        List<String> addresses = known && type == TYPE_A ? pods : List.of();
        ByteBuffer answer = ByteBuffer.allocate(end + addresses.size() * ANSWER);
        answer.putShort(id).putShort((short) (IS_ANSWER | (known ? 0 : NO_SUCH_NAME)));
        answer.putShort((short) 1).putShort((short) addresses.size()).putInt(0);
        answer.put(question, HEADER, end - HEADER);
        for (String address : addresses) {
            answer.putShort((short) POINTER).putShort((short) TYPE_A).putShort((short) CLASS_IN);
            answer.putInt(1).putShort((short) Integer.BYTES);
            answer.put(InetAddress.getByName(address).getAddress());
            told.incrementAndGet();
        }
        return answer.array();
    }

    private static String name(ByteBuffer asked) {
        StringBuilder name = new StringBuilder();
        for (int length = asked.get(); length > 0; length = asked.get()) {
            byte[] label = new byte[length];
            asked.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        return name.toString();
    }

    /** From now on these are behind the name. */
    public void selects(List<String> addresses) {
        pods = addresses;
    }

    /** How many addresses it has told in all. */
    public int told() {
        return told.get();
    }

    @Override
    public void close() {
        socket.close();
    }
}
