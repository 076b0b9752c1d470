package forebay.proxy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The header of the PROXY protocol, version 2: the first bytes of a connection, which say whom it is made for
 * (haproxy.org, proxy-protocol.txt §2.2).
 */
final class ProxyHeader {
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    /** Without addresses. */
    private static final int FIXED_BYTES = 16;

    private static final byte LOCAL = 0x20;
    private static final byte PROXY = 0x21;
    private static final byte UNSPECIFIED = 0x00;
    private static final byte TCP_OVER_IPV4 = 0x11;
    private static final byte TCP_OVER_IPV6 = 0x21;
    private static final int PORTS_BYTES = 4;

    private ProxyHeader() {}

    /** For a connection that the gateway makes on nobody's behalf. */
    static ByteBuffer local() {
        return begin(LOCAL, UNSPECIFIED, 0).flip();
    }

    /**
     * For a connection on behalf of a client. Its port is 0: the connection outlives those of the client. The destination
     * is the upstream's end, for the lack of one that holds for all its requests; zeros where that is of the other family,
     * because both have to be of one.
     *
     * @param client the client's address, as the gateway itself found it
     * @param upstream the other end of the connection
     */
    static ByteBuffer of(InetAddress client, InetSocketAddress upstream) {
        byte[] source = client.getAddress();
        byte[] destination = new byte[source.length];
        int port = 0;
        if (upstream.getAddress() != null && upstream.getAddress().getAddress().length == source.length) {
            destination = upstream.getAddress().getAddress();
            port = upstream.getPort();
        }
        byte family = client instanceof Inet4Address ? TCP_OVER_IPV4 : TCP_OVER_IPV6;
        return begin(PROXY, family, 2 * source.length + PORTS_BYTES)
                .put(source)
                .put(destination)
                .putShort((short) 0)
                .putShort((short) port)
                .flip();
    }

    private static ByteBuffer begin(byte command, byte family, int length) {
        return ByteBuffer.allocate(FIXED_BYTES + length)
                .put(SIGNATURE)
                .put(command)
                .put(family)
                .putShort((short) length);
    }
}
