package forebay.edge;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.exchange.Generation;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the container has ended a request because its client left, everything that it is asked for fails. */
final class ClientWriterTest {
    private static final RequestHead REQUEST = new RequestHead("GET", "http", "a.test", "/", Fields.EMPTY);
    private static final ResponseHead HEAD = new ResponseHead(200, Fields.of("Content-Length", "10"));

    private final Container container = new Container();
    private final Arriving content = new Arriving();
    private final Exchange exchange = new Exchange(new Generation(1, Map.of(), () -> {}), arrival(), ended -> {});
    private final ClientWriter writer =
            new ClientWriter(exchange, container.async(), (request, response, cause) -> container.use());

    private static Exchange.Arrival arrival() {
        InetAddress address = InetAddress.getLoopbackAddress();
        CanonicalTarget target = new CanonicalTarget("/", "/", "/", Optional.empty(), List.of("/"));
        return new Exchange.Arrival("id", REQUEST, target, address, address, Optional.empty(), Instant.EPOCH, 0, "1.1");
    }

    private void start() {
        writer.start(HEAD, content, failure -> container.use());
        container.writePossible();
    }

    @Test
    void contentIsWrittenAsItComes() {
        start();
        content.arrive("01234");
        content.arrive("56789");
        content.end();

        assertThat(container.sent).hasToString("0123456789");
        assertThat(container.completed).isTrue();
    }

    @ParameterizedTest(name = "the container says so: {0}")
    @ValueSource(booleans = {true, false})
    void aClientThatLeftAmidTheContentIsNoTroubleOfWhoeverTellsOfMore(boolean said) {
        start();
        content.arrive("01234");
        container.endByItself(said);

        content.arrive("56789");

        assertThat(content.cancelled).isTrue();
        assertThat(exchange.outcome())
                .get()
                .returns(200, Exchange.Outcome::status)
                .returns(true, Exchange.Outcome::aborted);
    }

    @ParameterizedTest(name = "the container says so: {0}")
    @ValueSource(booleans = {true, false})
    void aClientThatLeftBeforeAnythingWasSentHasNoStatus(boolean said) {
        writer.start(HEAD, content, failure -> container.use());
        container.endByItself(said);
        container.writePossible();

        content.arrive("01234");

        assertThat(content.cancelled).isTrue();
        assertThat(exchange.outcome())
                .get()
                .returns(0, Exchange.Outcome::status)
                .returns(true, Exchange.Outcome::aborted);
    }

    /** A request of a container that can end it by itself. */
    private static final class Container {
        final StringBuilder sent = new StringBuilder();
        boolean completed;
        private WriteListener listener;
        private boolean over;

        void use() {
            if (over) {
                throw new IllegalStateException("recycled");
            }
        }

        void writePossible() {
            try {
                listener.onWritePossible();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        void endByItself(boolean said) {
            over = true;
            if (said) {
                listener.onError(new IOException("reset by peer"));
            }
        }

        AsyncContext async() {
            HttpServletRequest request = of(HttpServletRequest.class, (proxy, method, arguments) -> "HTTP/1.1");
            HttpServletResponse response = of(HttpServletResponse.class, (proxy, method, arguments) -> {
                use();
                return switch (method.getName()) {
                    case "getOutputStream" -> new Output();
                    case "isCommitted" -> sent.length() > 0;
                    case "getStatus" -> 200;
                    default -> null;
                };
            });
            return of(AsyncContext.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getRequest" -> request;
                case "getResponse" -> response;
                default -> {
                    use();
                    completed = true;
                    yield null;
                }
            });
        }

        private static <T> T of(Class<T> type, InvocationHandler answers) {
            return type.cast(
                    Proxy.newProxyInstance(ClientWriterTest.class.getClassLoader(), new Class<?>[] {type}, answers));
        }

        private final class Output extends ServletOutputStream {
            @Override
            public boolean isReady() {
                use();
                return true;
            }

            @Override
            public void setWriteListener(WriteListener told) {
                listener = told;
            }

            @Override
            public void write(int octet) {
                use();
                sent.append((char) octet);
            }
        }
    }

    /** Content that arrives when the test says so. */
    private static final class Arriving implements ContentSource {
        private final Queue<Piece> pieces = new ArrayDeque<>();
        private Runnable waiting = () -> {};
        boolean cancelled;

        void arrive(String text) {
            pieces.add(new Data(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), () -> {}));
            tell();
        }

        void end() {
            pieces.add(new End(Fields.EMPTY));
            tell();
        }

        private void tell() {
            Runnable told = waiting;
            waiting = () -> {};
            told.run();
        }

        @Override
        public Piece next() {
            return pieces.poll();
        }

        @Override
        public void demand(Runnable onAvailable) {
            waiting = onAvailable;
        }

        @Override
        public void cancel(Throwable reason) {
            cancelled = true;
        }
    }
}
