package forebay.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A WebSocket client that keeps what comes: texts, pongs, the length of what is binary, and how it ended. */
public final class SocketClient implements WebSocket.Listener {
    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final AtomicLong binaryBytes = new AtomicLong();
    private final CompletableFuture<Long> binary = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;

    private SocketClient() {}

    /** Connects, with these field lines (name, value, …) in the handshake. */
    public static SocketClient connect(URI url, String... fields) throws Exception {
        SocketClient client = new SocketClient();
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            builder.header(fields[i], fields[i + 1]);
        }
        client.socket =
                builder.subprotocols("chat", "other").buildAsync(url, client).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return client;
    }

    /** The connection. */
    public WebSocket socket() {
        return socket;
    }

    /** Sends a text and returns the next one that comes. */
    public String echo(String message) throws Exception {
        socket.sendText(message, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return next();
    }

    private String next() throws InterruptedException {
        return texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Sends a ping and returns the content of the pong that answers it. */
    public String ping(String content) throws Exception {
        socket.sendPing(StandardCharsets.UTF_8.encode(content)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return pongs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Sends a binary message while the one that comes back is read; returns the length of that. */
    public long echo(ByteBuffer message) throws Exception {
        CompletableFuture<WebSocket> sent = socket.sendBinary(message, true);
        long length = binary.get(2L * PATIENCE_SECONDS, TimeUnit.SECONDS);
        sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return length;
    }

    /** Begins to close. */
    public void close(int code, String reason) throws Exception {
        socket.sendClose(code, reason).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** How it ended: a close code with its reason, or {@code broken}. */
    public String end() throws Exception {
        return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            texts.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        binaryBytes.addAndGet(data.remaining());
        if (last) {
            binary.complete(binaryBytes.get());
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        pongs.add(StandardCharsets.UTF_8.decode(message).toString());
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end.complete("broken");
        binary.completeExceptionally(error);
    }
}
