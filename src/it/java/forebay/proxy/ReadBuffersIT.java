package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.support.ScriptedOrigin;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.junit.jupiter.api.Test;

/** Answers are read into buffers that the connections to all upstreams share, one after the other. */
class ReadBuffersIT {
    private static final int NEXT = 123;

    /** Done by one of the threads, for the others to wait for. */
    private static final class Step {
        private final CountDownLatch done = new CountDownLatch(1);

        void done() {
            done.countDown();
        }

        void await() {
            try {
                if (!done.await(1, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("the other thread is not there");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * A client that leaves: while one thread is still with the head of the answer, another one that wants its content
     * sees that the connection is closed and gives its buffer back.
     */
    @Test
    void aConnectionThatEndsTouchesNoBufferThatIsAnothersByThen() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
            if (c.head().line().contains("/left")) {
                c.send("HTTP/1.1 200 OK\nContent-Length: 5\n\n");
                c.awaitClose();
            } else {
                c.answer(200, "", "whole");
            }
        })) {
            ClientConnector connector = new ClientConnector();
            connector.setSelectors(1);
            Http1Transport transport = new Http1Transport(connector);
            transport.setInvocationType(InvocationType.NON_BLOCKING);
            HttpClient client = new HttpClient(transport);
            LentAtOnce buffers = new LentAtOnce();
            client.setByteBufferPool(buffers);
            client.start();
            try {
                Queue<ByteBuffer> lent = left(client.newRequest(origin.url() + "/left"), buffers);
                // The one thread that reads answers has returned from the first where it reads a second.
                assertThat(client.GET(origin.url()).getContentAsString()).isEqualTo("whole");
                assertThat(lent).isNotEmpty().allMatch(buffer -> buffer.remaining() == NEXT);
            } finally {
                client.stop();
            }
        }
    }

    private static Queue<ByteBuffer> left(Request request, LentAtOnce buffers) throws Exception {
        Step read = new Step();
        AtomicReference<CompletableFuture<Boolean>> aborted = new AtomicReference<>();
        CompletableFuture<Queue<ByteBuffer>> over = new CompletableFuture<>();
        request.onResponseContentSource((response, source) -> {
                    Thread reader = new Thread(() -> {
                        source.read();
                        read.done();
                    });
                    buffers.reader = reader;
                    reader.start();
                    buffers.reading.await();
                    aborted.set(response.abort(new EOFException("left")));
                })
                .send(result -> {
                    buffers.closed.done();
                    read.await();
                    over.complete(new ConcurrentLinkedQueue<>(buffers.lent));
                });
        Queue<ByteBuffer> lent = over.get(1, TimeUnit.MINUTES);
        assertThat(aborted.get().get(1, TimeUnit.MINUTES)).isTrue();
        return lent;
    }

    /** Lends each buffer again as soon as it is given back; whoever has it then reads into it. */
    private static final class LentAtOnce extends ByteBufferPool.NonPooling {
        final Queue<ByteBuffer> lent = new ConcurrentLinkedQueue<>();
        /** The reader has begun to look for content; the connection is closed. */
        final Step reading = new Step();

        final Step closed = new Step();
        volatile Thread reader;

        @Override
        public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
            return new RetainableByteBuffer.Wrapper(super.acquire(size, direct)) {
                @Override
                public ByteBuffer getByteBuffer() {
                    if (Thread.currentThread() == reader) {
                        reading.done();
                        closed.await();
                    }
                    return super.getByteBuffer();
                }

                @Override
                public boolean release() {
                    ByteBuffer buffer = super.getByteBuffer();
                    boolean released = super.release();
                    if (released) {
                        buffer.clear().limit(NEXT);
                        lent.add(buffer);
                    }
                    return released;
                }
            };
        }
    }
}
