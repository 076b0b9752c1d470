package forebay.support;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

/** A client of HTTP/2 in clear text that sees the frames. */
public final class Http2Caller implements AutoCloseable {
    private final HTTP2Client client = new HTTP2Client();
    private final int port;
    private final Session session;

    /** Connects to a port of this machine. */
    public Http2Caller(int port) throws Exception {
        this.port = port;
        client.start();
        session = client.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), new Session.Listener() {})
                .get(60, TimeUnit.SECONDS);
    }

    /** One exchange, as far as it has come. */
    public static final class Call implements Stream.Listener {
        private final StringBuilder text = new StringBuilder();
        private volatile Stream stream;
        private volatile MetaData.Response head;
        private volatile boolean endedWithHead;
        private volatile boolean ended;
        private volatile boolean reset;
        private volatile int resetCode;
        private volatile HttpFields trailers = HttpFields.EMPTY;
        private final List<MetaData.Response> interims = new CopyOnWriteArrayList<>();

        /** The head; null until it comes. */
        public MetaData.Response head() {
            return head;
        }

        /** The interim responses that came before it. */
        public List<MetaData.Response> interims() {
            return List.copyOf(interims);
        }

        /** Whether the head was all. */
        public boolean endedWithHead() {
            return endedWithHead;
        }

        /** Whether all has come. */
        public boolean ended() {
            return ended;
        }

        /** Whether the server gave up. */
        public boolean isReset() {
            return reset;
        }

        /** With which code (RFC 9113 §7). */
        public int resetCode() {
            return resetCode;
        }

        /** The trailer fields; empty until they come. */
        public HttpFields trailers() {
            return trailers;
        }

        /** The content so far. */
        public synchronized String text() {
            return text.toString();
        }

        /** Sends content. */
        public void send(String content, boolean last) throws Exception {
            stream.data(new DataFrame(
                            stream.getId(), ByteBuffer.wrap(content.getBytes(StandardCharsets.ISO_8859_1)), last))
                    .get(60, TimeUnit.SECONDS);
        }

        /** Sends trailer fields, which end the request; {@code fields} are name, value, name, value. */
        public void sendTrailers(String... fields) throws Exception {
            HttpFields.Mutable all = HttpFields.build();
            for (int i = 0; i < fields.length; i += 2) {
                all.add(fields[i], fields[i + 1]);
            }
            stream.headers(new HeadersFrame(stream.getId(), new MetaData(HttpVersion.HTTP_2, all), null, true))
                    .get(60, TimeUnit.SECONDS);
        }

        /** Gives up. */
        public void cancel() {
            stream.reset(new ResetFrame(stream.getId(), 8), Callback.NOOP);
        }

        @Override
        public void onHeaders(Stream on, HeadersFrame frame) {
            if (frame.getMetaData() instanceof MetaData.Response interim && HttpStatus.isInterim(interim.getStatus())) {
                interims.add(interim);
            } else if (frame.getMetaData() instanceof MetaData.Response response) {
                endedWithHead = frame.isEndStream();
                head = response;
            } else {
                trailers = frame.getMetaData().getHttpFields();
            }
            ended = frame.isEndStream();
            if (!ended) {
                on.demand();
            }
        }

        @Override
        public void onDataAvailable(Stream on) {
            Stream.Data data = on.readData();
            while (data != null) {
                synchronized (this) {
                    text.append(StandardCharsets.ISO_8859_1.decode(data.frame().getByteBuffer()));
                }
                ended |= data.frame().isEndStream();
                data.release();
                data = ended ? null : on.readData();
            }
            if (!ended) {
                on.demand();
            }
        }

        @Override
        public void onReset(Stream on, ResetFrame frame, Callback callback) {
            resetCode = frame.getError();
            reset = true;
            callback.succeeded();
        }
    }

    /** Begins a gRPC call, of which the content is to follow; {@code more} are name, value, name, value. */
    public Call call(String path, String... more) throws Exception {
        Call call = new Call();
        HttpFields.Mutable fields =
                HttpFields.build().add("content-type", "application/grpc").add("te", "trailers");
        for (int i = 0; i < more.length; i += 2) {
            fields.add(more[i], more[i + 1]);
        }
        MetaData.Request head = new MetaData.Request(
                "POST", HttpURI.from("http://127.0.0.1:" + port + path), HttpVersion.HTTP_2, fields);
        call.stream =
                session.newStream(new HeadersFrame(head, null, false), call).get(60, TimeUnit.SECONDS);
        return call;
    }

    /** Sends a request that has no content. */
    public Call ask(String method, String pathQuery) throws Exception {
        HttpURI uri =
                HttpURI.build().scheme("http").host("127.0.0.1").port(port).pathQuery(pathQuery);
        return begin(new MetaData.Request(method, uri, HttpVersion.HTTP_2, HttpFields.EMPTY));
    }

    /** Asks to change a stream to another protocol (RFC 8441), whether the server advertised that or not. */
    public Call connect(String protocol, String path) throws Exception {
        return begin(new MetaData.ConnectRequest(
                "http", new HostPortHttpField("127.0.0.1", port), path, HttpFields.EMPTY, protocol));
    }

    private Call begin(MetaData.Request head) throws Exception {
        Call call = new Call();
        boolean last = !(head instanceof MetaData.ConnectRequest);
        call.stream =
                session.newStream(new HeadersFrame(head, null, last), call).get(60, TimeUnit.SECONDS);
        return call;
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the client did not stop in order", e);
        }
    }
}
