package forebay.edge;

import forebay.exchange.ContentSource;
import forebay.exchange.ContentSource.Data;
import forebay.exchange.ContentSource.End;
import forebay.exchange.ContentSource.Failure;
import forebay.exchange.ContentSource.Piece;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one response to the client: the head, then a {@link ContentSource} at the pace of whichever of the two is
 * slower, without blocking a thread.
 *
 * <p>What was written is flushed whenever the source has nothing more at the moment, so that events reach the client
 * as they come. A response without Content-Length is never given one by the container. Content that breaks off before
 * the head is committed is the caller's to answer; after that the client's connection or stream is aborted. A client
 * that leaves cancels the source. In every case the asynchronous context is completed, by this class or, for an
 * uncommitted failure, by the caller.
 *
 * <p>A container hands whoever asks to write from another thread than the request's back to a thread of its own. Who
 * must wait for the response's head can ask before, by {@link #open}; then it is written on the thread that it comes on.
 *
 * <p>For one response. {@link #start} or {@link #answer} is called once; {@link #onError} may come from any thread at
 * any time, also from an AsyncListener of the caller.
 */
public final class ClientWriter implements WriteListener {
    private final Exchange exchange;
    private final AsyncContext async;
    private final HttpServletResponse response;
    private final ConnectionAbort abort;
    /** Signals not yet worked off; whoever raises it from zero works them off, so that one thread writes at a time. */
    private final AtomicInteger signals = new AtomicInteger();

    private final AtomicBoolean opened = new AtomicBoolean();
    private volatile @Nullable Throwable clientFailure;
    private volatile boolean awaitingContent;
    /** Whether the container has said for the first time that it may be written; before, it must not be asked. */
    private volatile boolean writable;

    private final AtomicReference<@Nullable Consumer<Throwable>> whenClientLeaves = new AtomicReference<>();
    private volatile @Nullable Sending sending;
    private volatile @Nullable Runnable answer;
    private boolean over;

    /**
     * A writer for the response of {@code async}.
     *
     * @param exchange counts what is sent; its method tells whether there is content
     * @param async started by the caller, with its own time-out off
     * @param abort ends the response where the content breaks off after the head is committed
     */
    public ClientWriter(Exchange exchange, AsyncContext async, ConnectionAbort abort) {
        this.exchange = exchange;
        this.async = async;
        this.response = (HttpServletResponse) async.getResponse();
        this.abort = abort;
    }

    /**
     * Makes ready to write before there is anything to write; on the request's thread, within its service call. The
     * request has no content.
     *
     * @param clientLeft runs if the client is found to be gone before {@link #start}
     */
    public void open(Consumer<Throwable> clientLeft) {
        if (isHeadFirst() || !opened.compareAndSet(false, true)) {
            return; // the response was faster
        }
        whenClientLeaves.set(clientLeft);
        try {
            output().setWriteListener(this);
        } catch (IOException | IllegalStateException e) {
            onError(e);
        }
    }

    /**
     * In place of {@link #start}: has {@code writing} write a small response, all at once, as soon as it need not wait.
     *
     * @param writing completes the asynchronous context
     * @return false where {@link #open} was not called before; nothing is done then, and the container must be asked
     *     for a thread that may wait
     */
    public boolean answer(Runnable writing) {
        if (opened.compareAndSet(false, true)) {
            return false;
        }
        answer = writing;
        signal();
        return true;
    }

    /**
     * Sends {@code head} and what {@code source} yields. Where the response has no content by definition (HEAD, 204,
     * 304; RFC 9110 §6.4.1) the source is cancelled unread.
     *
     * @param onUncommittedFailure runs at most once, if the content breaks off while nothing has been sent: the
     *     response is reset, may be written to without waiting, and its asynchronous context is the callee's to
     *     complete
     */
    public void start(ResponseHead head, ContentSource source, Consumer<Throwable> onUncommittedFailure) {
        boolean noContent = withoutContent(head.status());
        HeadWriter.write(exchange, head, response);
        if (noContent) {
            source.cancel(NoContent.reason());
        }
        if (isHeadFirst()) {
            sendHead();
            return;
        }
        ContentSource content = noContent ? NoContent.SOURCE : source;
        boolean delimited = head.fields().contains("Content-Length");
        // A container that sees the end with the head would add Content-Length: 0. RFC 9110 §8.6 forbids that in a 304.
        // By HTTP/2 the end belongs to the head where there is nothing else: gRPC reads fields of such a head as
        // trailers.
        boolean endsWithHead = head.status() == 204 || (isHttp2() && !noContent);
        boolean commitBeforeEnd = !delimited && !endsWithHead;
        try {
            Sending begun = new Sending(content, onUncommittedFailure, output(), head.status(), commitBeforeEnd);
            if (!noContent && !delimited) {
                announceTrailers(begun);
            }
            sending = begun;
            if (opened.compareAndSet(false, true)) {
                begun.output.setWriteListener(this);
            } else {
                signal();
            }
        } catch (IOException | IllegalStateException e) {
            content.cancel(e);
            gone();
        }
    }

    /** One for both threads that may ask at once: Undertow would make one for each, of which one knows no listener. */
    private synchronized ServletOutputStream output() throws IOException {
        return response.getOutputStream();
    }

    private boolean withoutContent(int status) {
        return status == 204 || status == 304 || isHead();
    }

    private boolean isHead() {
        return "HEAD".equals(exchange.request().method());
    }

    private boolean isHttp2() {
        return "HTTP/2.0".equals(async.getRequest().getProtocol());
    }

    private boolean isHeadFirst() {
        return isHead() && !abort.listensBeforeHead();
    }

    /** All of the response, on a thread of the container that may wait for the client. */
    private void sendHead() {
        try {
            async.start(() -> {
                try {
                    response.flushBuffer();
                } catch (IOException | IllegalStateException e) {
                    exchange.finish(0, System.nanoTime(), true);
                }
                complete();
            });
        } catch (IllegalStateException e) {
            gone();
        }
    }

    /** The client has gone before anything was sent, and the container has ended the request. */
    private void gone() {
        exchange.finish(0, System.nanoTime(), true);
        complete();
    }

    private void announceTrailers(Sending begun) {
        if ("HTTP/1.0".equals(async.getRequest().getProtocol())) {
            return;
        }
        try {
            response.setTrailerFields(() -> asMap(begun.trailers));
        } catch (IllegalStateException | UnsupportedOperationException e) {
            // A container that can not send trailers: they are optional for whoever receives them (RFC 9110 §6.5.1).
            begun.trailers = Fields.EMPTY;
        }
    }

    /** Never null, which the API allows and Undertow does not: it would leave the response without its end. */
    private static Map<String, String> asMap(Fields trailers) {
        Map<String, String> map = new LinkedHashMap<>();
        trailers.forEach(line -> map.merge(line.name(), line.value(), (a, b) -> a + ", " + b));
        return map;
    }

    @Override
    public void onWritePossible() {
        writable = true;
        signal();
    }

    /** The client is gone, or its connection failed. */
    @Override
    public void onError(Throwable failure) {
        clientFailure = failure;
        Consumer<Throwable> waiting = whenClientLeaves.getAndSet(null);
        if (waiting != null && sending == null) {
            waiting.accept(failure);
        }
        signal();
    }

    private void signal() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            if (!over && (writable || clientFailure != null)) {
                advance();
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private void advance() {
        Runnable writing = answer;
        Sending current = sending;
        if (writing != null) {
            over = true;
            writing.run();
        } else if (current != null) {
            advance(current);
        }
    }

    private void advance(Sending current) {
        try {
            write(current);
        } catch (IOException e) {
            clientFailure = e;
        } catch (RuntimeException e) {
            broken(current, e);
        }
        Throwable failure = clientFailure;
        if (failure != null && !over) {
            over = true;
            current.release();
            current.source.cancel(failure);
            exchange.finish(statusSent(current), System.nanoTime(), true);
            complete();
        }
    }

    /** The status that the client has got, 0 where it has got none. */
    private int statusSent(Sending current) {
        try {
            return response.isCommitted() ? response.getStatus() : 0;
        } catch (IllegalStateException e) {
            // The container has ended the request by itself, because the client left, and let go of the response.
            return current.sent ? current.status : 0;
        }
    }

    /** Writes until the client or the source has to be waited for, or all is sent. */
    private void write(Sending current) throws IOException {
        while (clientFailure == null && !over && current.output.isReady()) {
            // Only now is the container done with the bytes of the write before.
            current.release();
            Piece piece = current.source.next();
            if (piece instanceof Data data) {
                current.held = data;
                current.unflushed = true;
                write(current.output, data.bytes());
            } else if (piece instanceof End end) {
                current.trailers = end.trailers();
                if (!current.commitBeforeEnd || response.isCommitted()) {
                    over = true;
                    complete();
                } else {
                    current.output.flush();
                }
            } else if (piece instanceof Failure failure) {
                broken(current, failure.cause());
            } else if (current.unflushed) {
                current.unflushed = false;
                current.sent = true;
                current.output.flush();
            } else {
                awaitContent(current);
                return;
            }
        }
    }

    private void awaitContent(Sending current) {
        if (!awaitingContent) {
            awaitingContent = true;
            current.source.demand(() -> {
                awaitingContent = false;
                signal();
            });
        }
    }

    private void write(ServletOutputStream output, ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        if (length == 0) {
            return;
        }
        if (bytes.hasArray()) {
            output.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        } else {
            byte[] copy = new byte[length];
            bytes.get(bytes.position(), copy);
            output.write(copy, 0, length);
        }
        exchange.sent(length);
    }

    private void broken(Sending current, Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        current.release();
        current.source.cancel(cause);
        try {
            if (response.isCommitted()) {
                exchange.finish(response.getStatus(), System.nanoTime(), true);
                abort.abort((HttpServletRequest) async.getRequest(), response, cause);
            } else {
                response.reset();
                current.onUncommittedFailure.accept(cause);
            }
        } catch (IllegalStateException e) {
            exchange.finish(statusSent(current), System.nanoTime(), true); // there is nobody to be told
            complete();
        }
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The container has ended the request by itself, because the client left.
            clientFailure = e;
        }
    }
}
