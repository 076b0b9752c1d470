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
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Goes on with a stored response whose content in the cluster turns out to be gone in its middle, or does not come as a
 * member does not answer: the rest is asked for upstream by Range and If-Range, so that it comes only of the very same
 * representation (RFC 9110 §13.1.5, §14.2). What is late is waited for meanwhile; whichever comes first goes on. Where
 * neither can be had the content breaks off and is never ended. What is broken is removed from the store. Thread-safe.
 */
final class Repairing {
    private static final long WINDOW_BYTES = 256 << 10;

    /** So many segments of an answer may come late; upstream is asked beside each. */
    private static final int MOST_LATE = 3;

    private final CacheFlow flow;
    private final BackgroundForwards forwards;

    Repairing(CacheFlow flow, BackgroundForwards forwards) {
        this.flow = flow;
        this.forwards = forwards;
    }

    /** The content of {@code answer}, which {@code stored} gave for {@code request}. */
    ContentSource content(Exchange exchange, CacheRequest request, StoredResponse stored, StoredAnswer answer) {
        StoredContent content = answer.content();
        if (content.isHere()) {
            return new StoredContentSource(content);
        }
        return new Sending(exchange, request, stored, sent(stored, answer))
                .resumed(StoredContentSource.inTime(content), 0, MOST_LATE);
    }

    /** One answer whose content comes from the cluster. */
    private final class Sending {
        private final Exchange exchange;
        private final CacheRequest request;
        private final StoredResponse stored;
        /** Which bytes of the representation it is; empty for several ranges. */
        private final Optional<ByteRange> sent;

        Sending(Exchange exchange, CacheRequest request, StoredResponse stored, Optional<ByteRange> sent) {
            this.exchange = exchange;
            this.request = request;
            this.stored = stored;
            this.sent = sent;
        }

        /**
         * Goes on where {@code bytes} break off.
         *
         * @param before how many were sent before them
         * @param late how many segments may come late until further ones are only waited for
         */
        ContentSource resumed(StoredContentSource bytes, long before, int late) {
            return new ResumedSource(bytes, (delivered, why) -> {
                if (why instanceof TimeoutException) {
                    return either(bytes, before + delivered, late - 1);
                }
                flow.store().remove(request.key());
                return upstream(before + delivered);
            });
        }

        /** Whatever comes first: the segment, or the rest from upstream. */
        private CompletableFuture<ContentSource> either(StoredContentSource bytes, long position, int late) {
            CompletableFuture<ContentSource> segment = bytes.later(late > 0)
                    .handleAsync(
                            (rest, failure) -> {
                                if (failure != null) {
                                    flow.store().remove(request.key());
                                    throw new CompletionException(failure);
                                }
                                return resumed(rest, position, late);
                            },
                            Runnable::run);
            return segment.isDone() && !segment.isCompletedExceptionally()
                    ? segment
                    : first(segment, upstream(position));
        }

        private CompletableFuture<ContentSource> upstream(long position) {
            return sent.flatMap(range ->
                            rest(exchange, request, stored, new ByteRange(range.first() + position, range.last())))
                    .orElseGet(() -> CompletableFuture.failedFuture(
                            new IOException("a segment is gone, and the rest can not be asked for")));
        }
    }

    /** The one that is there first; fails where both do. */
    private static CompletableFuture<ContentSource> first(
            CompletableFuture<ContentSource> one, CompletableFuture<ContentSource> other) {
        CompletableFuture<ContentSource> winner = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(2);
        for (CompletableFuture<ContentSource> each : List.of(one, other)) {
            CompletableFuture<?> unused = each.whenCompleteAsync(
                    (source, failure) -> {
                        if (failure == null && !winner.complete(source)) {
                            source.cancel(new IOException("the rest has come from elsewhere"));
                        } else if (failure != null && left.decrementAndGet() == 0) {
                            winner.completeExceptionally(failure);
                        }
                    },
                    Runnable::run);
        }
        return winner;
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
