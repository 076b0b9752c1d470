package forebay.support;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.server.RawHTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A server that speaks HTTP/2 and sends exactly the frames that a script says. */
public final class Http2Origin implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector;
    private final String scheme;
    private final Script script;
    private final List<MetaData.Request> heads = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What is done about a request. */
    public interface Script {
        /**
         * A request has begun; its content may still come.
         *
         * @param number of the request, from 1
         */
        void answer(Answer answer, int number) throws Exception;
    }

    private Http2Origin(KeyStore store, String password, int mostStreams, Script script) throws Exception {
        this.script = script;
        this.scheme = store == null ? "http" : "https";
        RawHTTP2ServerConnectionFactory http2 = new RawHTTP2ServerConnectionFactory(new Sessions());
        http2.setMaxConcurrentStreams(mostStreams);
        if (store == null) {
            connector = new ServerConnector(server, http2);
        } else {
            SslContextFactory.Server ssl = new SslContextFactory.Server();
            ssl.setKeyStore(store);
            ssl.setKeyStorePassword(password);
            ssl.setSniRequired(false);
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2");
            alpn.setDefaultProtocol("h2");
            connector = new ServerConnector(server, new SslConnectionFactory(ssl, alpn.getProtocol()), alpn, http2);
        }
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    /** In clear text. */
    public static Http2Origin start(Script script) throws Exception {
        return new Http2Origin(null, "", 1_024, script);
    }

    /** The same, taking no more requests than this at a time on a connection. */
    public static Http2Origin taking(int mostStreams, Script script) throws Exception {
        return new Http2Origin(null, "", mostStreams, script);
    }

    /** Over TLS. */
    public static Http2Origin start(KeyStore store, String password, Script script) throws Exception {
        return new Http2Origin(store, password, 1_024, script);
    }

    /** Where it listens. */
    public URI url() {
        return URI.create(
                scheme + "://" + (scheme.equals("http") ? "127.0.0.1" : "localhost") + ":" + connector.getLocalPort());
    }

    /** The heads that came. */
    public List<MetaData.Request> heads() {
        return List.copyOf(heads);
    }

    /** How many connections came. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop in order", e);
        }
    }

    /**
     * One request, and what is sent for it.
     *
     * @param stream the stream
     * @param head of the request
     * @param content its content, filled as it comes
     */
    public record Answer(Stream stream, MetaData.Request head, RequestContent content) {
        /** Sends a head; {@code fields} are name, value, name, value. */
        public Answer head(int status, boolean last, String... fields) throws Exception {
            stream.headers(new HeadersFrame(
                            stream.getId(),
                            new MetaData.Response(status, null, HttpVersion.HTTP_2, fields(fields)),
                            null,
                            last))
                    .get();
            return this;
        }

        /** Sends content. */
        public Answer data(String text, boolean last) throws Exception {
            stream.data(new DataFrame(
                            stream.getId(), ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), last))
                    .get();
            return this;
        }

        /** Sends trailer fields, which end the response. */
        public void trailers(String... fields) throws Exception {
            stream.headers(new HeadersFrame(
                            stream.getId(), new MetaData(HttpVersion.HTTP_2, fields(fields)), null, true))
                    .get();
        }

        /** Ends the stream in disorder. */
        public void reset(int error) {
            stream.reset(new ResetFrame(stream.getId(), error), Callback.NOOP);
        }

        /** Closes the connection without a word. */
        public void cut() {
            ((org.eclipse.jetty.http2.HTTP2Session) stream.getSession()).disconnect();
        }

        private static HttpFields fields(String... fields) {
            HttpFields.Mutable all = HttpFields.build();
            for (int i = 0; i < fields.length; i += 2) {
                all.add(fields[i], fields[i + 1]);
            }
            return all;
        }
    }

    /** What a client sends after its head. */
    public static final class RequestContent {
        private final StringBuilder text = new StringBuilder();
        private volatile boolean ended;
        private volatile boolean reset;
        private volatile HttpFields trailers = HttpFields.EMPTY;

        /** What has come. */
        public synchronized String text() {
            return text.toString();
        }

        private synchronized void add(ByteBuffer bytes) {
            text.append(StandardCharsets.ISO_8859_1.decode(bytes));
        }

        /** Whether all has come. */
        public boolean ended() {
            return ended;
        }

        /** Whether the client gave up. */
        public boolean isReset() {
            return reset;
        }

        /** The trailer fields; empty until they come. */
        public HttpFields trailers() {
            return trailers;
        }
    }

    private final class Sessions implements ServerSessionListener {
        @Override
        public void onAccept(Session session) {
            connections.incrementAndGet();
        }

        @Override
        public Stream.Listener onNewStream(Stream stream, HeadersFrame frame) {
            MetaData.Request head = (MetaData.Request) frame.getMetaData();
            int number;
            synchronized (heads) {
                heads.add(head);
                number = heads.size();
            }
            RequestContent content = new RequestContent();
            content.ended = frame.isEndStream();
            Thread thread = new Thread(() -> run(new Answer(stream, head, content), number), "http2-origin");
            thread.setDaemon(true);
            thread.start();
            if (!frame.isEndStream()) {
                stream.demand();
            }
            return new Contents(content);
        }

        private void run(Answer answer, int number) {
            try {
                script.answer(answer, number);
            } catch (Exception e) {
                answer.reset(2);
            }
        }
    }

    private record Contents(RequestContent content) implements Stream.Listener {
        @Override
        public void onHeaders(Stream stream, HeadersFrame frame) {
            content.trailers = frame.getMetaData().getHttpFields();
            content.ended = true;
        }

        @Override
        public void onDataAvailable(Stream stream) {
            Stream.Data data = stream.readData();
            while (data != null) {
                content.add(data.frame().getByteBuffer());
                boolean last = data.frame().isEndStream();
                data.release();
                if (last) {
                    content.ended = true;
                    return;
                }
                data = stream.readData();
            }
            stream.demand();
        }

        @Override
        public void onReset(Stream stream, ResetFrame frame, Callback callback) {
            content.reset = true;
            callback.succeeded();
        }
    }
}
