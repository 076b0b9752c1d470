package forebay.cache.flow;

import forebay.cache.CacheRequest;
import forebay.cache.Completion;
import forebay.cache.Receipt;
import forebay.cache.StoredAnswer;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.exchange.BackgroundForwards;
import forebay.exchange.CachePlan;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.ByteRange;
import forebay.http.ContentRange;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Goes on with a stored response whose content in the cluster turns out to be gone in its middle: the rest is asked for
 * upstream by Range and If-Range, so that it comes only of the very same representation (RFC 9110 §13.1.5, §14.2).
 * Where it can not be had the content breaks off and is never ended. What is broken is removed from the store.
 * Thread-safe.
 */
final class Repairing {
    private static final long WINDOW_BYTES = 256 << 10;

    private final CacheFlow flow;
    private final BackgroundForwards forwards;

    Repairing(CacheFlow flow, BackgroundForwards forwards) {
        this.flow = flow;
        this.forwards = forwards;
    }

    /** The content of {@code answer}, which {@code stored} gave for {@code request}. */
    ContentSource content(Exchange exchange, CacheRequest request, StoredResponse stored, StoredAnswer answer) {
        StoredContent content = answer.content();
        ContentSource bytes = new StoredContentSource(content);
        if (content.isHere()) {
            return bytes;
        }
        Optional<ByteRange> sent = sent(stored, answer);
        return new ResumedSource(bytes, deliveredBytes -> {
            flow.store().remove(request.key());
            return sent.flatMap(range -> rest(
                            exchange, request, stored, new ByteRange(range.first() + deliveredBytes, range.last())))
                    .orElseGet(() -> CompletableFuture.failedFuture(
                            new IOException("a segment is gone, and the rest can not be asked for")));
        });
    }

    /** Which bytes of the representation the answer's content is; empty for several ranges. */
    private static Optional<ByteRange> sent(StoredResponse stored, StoredAnswer answer) {
        if (answer.content() == stored.content()) {
            return Optional.of(new ByteRange(0, stored.content().length() - 1));
        }
        return ContentRange.parse(answer.head().fields().all("Content-Range"))
                .map(ContentRange::range)
                .filter(range -> range.length() == answer.content().length());
    }

    /** The bytes of {@code missing} from upstream; empty where they can not be asked for safely. */
    private Optional<CompletableFuture<ContentSource>> rest(
            Exchange exchange, CacheRequest request, StoredResponse stored, ByteRange missing) {
        Completion completion = new Completion(stored, missing, missing, false);
        if (!completion.isSafe()) {
            return Optional.empty();
        }
        RequestHead head = Revalidating.head(exchange, request.head());
        Optional<Exchange> child = exchange.child(head, flow.now(), System.nanoTime());
        if (child.isEmpty()) {
            return Optional.empty();
        }
        CompletableFuture<ContentSource> rest = new CompletableFuture<>();
        child.get().atEnd(() -> rest.completeExceptionally(new IOException("the rest did not come")));
        child.get().cachePlan(new Rest(completion, rest));
        forwards.forward(child.get());
        return Optional.of(rest);
    }

    /** The plan of the forward that fetches the rest. */
    private final class Rest implements CachePlan {
        private final Completion completion;
        private final CompletableFuture<ContentSource> rest;
        private Instant requestTime = flow.now();

        Rest(Completion completion, CompletableFuture<ContentSource> rest) {
            this.completion = completion;
            this.rest = rest;
        }

        @Override
        public RequestHead onForward(RequestHead forwarded) {
            requestTime = flow.now();
            return completion.conditional(forwarded);
        }

        @Override
        public Verdict onHead(ResponseHead head, Framing framing) {
            Receipt receipt = new Receipt(requestTime, flow.now(), flow.check().stamp());
            if (!completion.isAnsweredBy(head, receipt)) {
                rest.completeExceptionally(new IOException("upstream has another representation: " + head.status()));
                return new Answer(head, StoredContentSource.empty());
            }
            InFlightResponse arriving = new InFlightResponse(
                    new InFlightResponse.Limits(WINDOW_BYTES, 0),
                    flow.budget(),
                    OptionalLong.of(completion.fetched().length()),
                    new Unkept());
            ContentSource forClient = arriving.newReader().orElseThrow();
            Share share = new Share(head, arriving, arriving.newReader().orElseThrow());
            if (!rest.complete(forClient)) {
                forClient.cancel(new IOException("nobody waits any more"));
            }
            return share;
        }

        @Override
        public FailureVerdict onFailure(NoAnswer failure) {
            rest.completeExceptionally(failure.cause());
            return new GiveUp();
        }
    }

    /** A rest is not stored. */
    private static final class Unkept implements InFlightResponse.Capture {
        @Override
        public void complete(List<byte[]> content) {
            // A part of the content is of no use by itself.
        }

        @Override
        public void givenUp(boolean tooLarge) {
            // As expected.
        }
    }
}
