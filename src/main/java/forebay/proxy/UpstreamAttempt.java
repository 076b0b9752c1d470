package forebay.proxy;

import forebay.balance.Upstream;
import forebay.exchange.Attempt;
import forebay.exchange.Attempt.Outcome;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.Upgrade;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One try to get an answer from one upstream: sends the request, passes over interim responses, hands on the final
 * head with its content, and tells how it ended.
 *
 * <p>Called by the client library, one event at a time; {@link #cancel} from any thread.
 */
final class UpstreamAttempt
        implements Response.BeginListener,
                Response.ContentSourceListener,
                Response.SuccessListener,
                Response.CompleteListener {
    private final Forwarding forwarding;
    private final Upstream upstream;
    private final Destination destination;
    private final ForwardedRequest request;
    private final @Nullable AttemptContent content;
    private final ProxySettings settings;
    private final Duration headTime;
    private final long begunNanos = System.nanoTime();
    private final AtomicBoolean recorded = new AtomicBoolean();
    private volatile boolean headSeen;
    private volatile boolean awaitingUpstream = true;
    private volatile @Nullable Throwable cancelled;
    private volatile boolean expired;
    private volatile boolean overtaken;
    private volatile long headNanos;
    private @Nullable Response response;

    UpstreamAttempt(
            Forwarding forwarding,
            Upstream upstream,
            Destination destination,
            RequestHead head,
            @Nullable AttemptContent content,
            Duration headTime) {
        this.headTime = headTime;
        this.forwarding = forwarding;
        this.upstream = upstream;
        this.destination = destination;
        this.content = content;
        this.settings = forwarding.settings();
        this.request = new ForwardedRequest(forwarding.client(), upstream.url(), head);
        // So that it stays with its owner where the library looks for its destination again.
        request.tag(destination.getOrigin().getTag());
        // Until the head has come, this is how long the upstream may be silent (the library has no other time for it).
        request.idleTimeout(headTime.toMillis(), TimeUnit.MILLISECONDS);
        if (content != null) {
            request.body(content);
            if (content.getLength() < 0) {
                // What follows content of known length has no place in HTTP/1.1 (RFC 9112 §6).
                request.trailersSupplier(content::trailers);
                forwarding
                        .announcedTrailers()
                        .ifPresent(names -> request.headers(fields -> fields.add("Trailer", names)));
            }
        }
        if (forwarding.trailersWanted()) {
            request.wantTrailers();
        }
        if (forwarding.upgrade()) {
            request.headers(
                    fields -> fields.add(HttpHeader.CONNECTION, "Upgrade").add(HttpHeader.UPGRADE, Upgrade.WEBSOCKET));
        }
    }

    /** Sends it; a slot of the upstream was taken for it. */
    void send() {
        request.of(this);
        destination.send(request, this);
    }

    Upstream upstream() {
        return upstream;
    }

    @Override
    public void onBegin(Response begun) {
        if (begun.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101 && !forwarding.upgrade()) {
            // Nobody asked (RFC 9110 §15.2.2).
            request.giveUp(unasked("101 without Upgrade"));
        }
    }

    private static UpstreamFailure unasked(String how) {
        return new UpstreamFailure(
                ProxyError.HTTP_UPGRADE_FAILED, Outcome.BAD_RESPONSE, new IllegalStateException(how));
    }

    @Override
    public void onContentSource(Response head, Content.Source source) {
        if (head.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
            // There is none: it ends with its head, and what follows is no HTTP.
            Content.Source.consumeAll(source, Callback.NOOP);
            return;
        }
        try {
            response = head;
            if (UpstreamHead.tooManyFields(head)) {
                request.giveUp(new UpstreamFailure(
                        ProxyError.HTTP_RESPONSE_HEADER_SECTION_SIZE,
                        Outcome.BAD_RESPONSE,
                        new IllegalStateException("too many fields")));
                return;
            }
            if (UpstreamHead.coded(head)) {
                request.giveUp(new UpstreamFailure(
                        ProxyError.HTTP_PROTOCOL_ERROR,
                        Outcome.BAD_RESPONSE,
                        new IllegalStateException("a transfer coding that was not asked for")));
                return;
            }
            if (cancelled == null) {
                headSeen = true;
                long now = System.nanoTime();
                headNanos = now - begunNanos;
                upstream.state().answered(now, headNanos);
                fromNowOnIdle();
                forwarding.onHead(this, head, source);
            }
        } catch (RuntimeException e) {
            // The library would only log it, and the exchange would never end.
            request.giveUp(new UpstreamFailure(ProxyError.PROXY_INTERNAL_ERROR, Outcome.BROKEN_AFTER_HEAD, e));
            forwarding.onBrokenHead(this, e);
        }
    }

    /** The head has come: from here on the connection may be silent for as long as the idle time says. */
    private void fromNowOnIdle() {
        if (settings.idle().equals(headTime)) {
            return;
        }
        Stream stream = request.stream();
        if (stream != null) {
            stream.setIdleTimeout(settings.idle().toMillis());
        } else if (request.getConversation().getAttribute(EndPoint.class.getName()) instanceof EndPoint endPoint) {
            endPoint.setIdleTimeout(settings.idle().toMillis());
        }
    }

    /** A whole response has come; where it is an interim one (RFC 9110 §15.2), it is told and the next is waited for. */
    @Override
    public void onSuccess(Response whole) {
        if (HttpStatus.isInterim(whole.getStatus())) {
            forwarding.onInterim(this, whole);
            InterimResponses.passOver(whole);
        }
    }

    @Override
    public void onComplete(Result result) {
        Throwable failure = result.getFailure();
        if (failure == null && result.getResponse().getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
            switchProtocols(result.getResponse());
            return;
        }
        forwarding.release(upstream);
        // A request that was answered before its end fails, and its answer may be whole (RFC 9113 §8.1).
        if (failure == null || (headSeen && result.getResponseFailure() == null)) {
            answered();
        } else if (headSeen) {
            brokenAfterHead(failure);
        } else {
            failedBeforeHead(failure);
        }
    }

    /** The upstream has agreed to another protocol: its connection is this attempt's from here on. */
    private void switchProtocols(Response agreed) {
        UpstreamTunnel tunnel = takeOver();
        response = agreed;
        Throwable gone = cancelled;
        if (gone == null && Upgrade.toWebSocket(UpstreamHead.fields(agreed))) {
            headSeen = true;
            long now = System.nanoTime();
            upstream.state().answered(now, now - begunNanos);
            upstream.state().completed(agreed.getStatus(), now);
            record(Outcome.ANSWERED);
            forwarding.onUpgrade(agreed, tunnel);
            return;
        }
        tunnel.close();
        if (gone == null) {
            failedBeforeHead(unasked("101 to another protocol"));
        } else {
            failedBeforeHead(gone);
        }
    }

    private UpstreamTunnel takeOver() {
        if (!(request.getConversation().getAttribute(EndPoint.class.getName()) instanceof EndPoint endPoint)) {
            throw new IllegalStateException("a response without a connection");
        }
        HttpClient client = forwarding.client();
        AtomicReference<@Nullable TunnelDrain> drain = new AtomicReference<>();
        UpstreamTunnel tunnel = new UpstreamTunnel(
                endPoint,
                client.getExecutor(),
                client.getByteBufferPool(),
                settings.upgradeIdle(),
                () -> over(drain.getAndSet(null)));
        drain.set(TunnelDrain.watch(upstream.state(), forwarding.upkeep(), settings.upgradeDrain(), tunnel::drained));
        endPoint.upgrade(tunnel);
        return tunnel;
    }

    /** A tunnel is over. */
    private void over(@Nullable TunnelDrain drain) {
        if (drain != null) {
            drain.stop();
        }
        forwarding.release(upstream);
    }

    private void failedBeforeHead(Throwable failure) {
        if (overtaken) {
            record(Outcome.OVERTAKEN);
            return;
        }
        Throwable clientFailure = clientFailure(failure);
        if (clientFailure != null) {
            record(Outcome.CLIENT_GONE);
            forwarding.onClientFailure(clientFailure);
            return;
        }
        // A handshake that failed let nothing of the request through.
        boolean sent = request.getConnection() != null && !Failures.ofHandshake(failure);
        UpstreamFailure known = sent ? sentInVain(failure) : Failures.connecting(failure);
        boolean reused = request.getConnection() instanceof Connection connection && connection.getMessagesIn() > 0;
        if (!expired && !known.unprocessed() && !forwarding.stale(known, reused)) {
            blame(failure, sent);
        }
        record(known.outcome());
        forwarding.onFailure(this, known, reused);
    }

    /** What it means that no head came over a connection; by HTTP/2 it can be known that nothing was done. */
    private UpstreamFailure sentInVain(Throwable failure) {
        if (request.isRefused()) {
            return Failures.unprocessed(failure, false);
        }
        boolean byHttp2 = request.getConnection() instanceof Http2Connection;
        return byHttp2 && (request.stream() == null || Failures.aboveLastStream(failure))
                ? Failures.unprocessed(failure, true)
                : Failures.beforeHead(failure);
    }

    private void blame(Throwable failure, boolean sent) {
        if (sent) {
            upstream.state().failed(System.nanoTime());
        } else if (!(failure instanceof RejectedExecutionException)) {
            upstream.state().unreachable(System.nanoTime());
        }
    }

    /** What the client did wrong, where that is why the attempt failed; null where the upstream is to blame. */
    private @Nullable Throwable clientFailure(Throwable failure) {
        Throwable broken = content == null ? null : content.sourceFailure();
        if (broken != null || cancelled != null || content == null) {
            return broken != null ? broken : cancelled;
        }
        boolean stalled = failure instanceof TimeoutException && content.stalled();
        return stalled ? ClientFault.reading(failure) : null;
    }

    /** Whether from now on the upstream is being waited for, rather than the client or the cache. */
    void awaiting(boolean upstreamIsNext) {
        awaitingUpstream = upstreamIsNext;
    }

    /** Whether the upstream waits for the client, or the cache, to take content. */
    boolean isHeldBack() {
        return headSeen && !awaitingUpstream;
    }

    /** What is wrong with content that ends after so many bytes; null where nothing is. */
    @Nullable
    IOException cutAt(long bytes) {
        Response head = response;
        OptionalLong announced =
                head == null ? OptionalLong.empty() : UpstreamHead.announced(request.getMethod(), head);
        if (announced.isEmpty() || announced.getAsLong() == bytes) {
            return null;
        }
        awaitingUpstream = true;
        return new EOFException("content of another length than announced");
    }

    /** All content has come; returns the trailer fields. */
    Fields answered() {
        Response whole = response;
        if (record(Outcome.ANSWERED)) {
            if (whole != null) {
                upstream.state().completed(whole.getStatus(), System.nanoTime());
            }
            if (content != null && !content.ended()) {
                // Answered before all was sent: nobody reads the rest (RFC 9112 §9.3).
                request.giveUp(new IllegalStateException("answered before the request's end"));
            }
        }
        return whole == null ? Fields.EMPTY : UpstreamHead.trailers(whole);
    }

    /** The content broke off; tells why. */
    Throwable brokenAfterHead(Throwable failure) {
        if (overtaken) {
            record(Outcome.OVERTAKEN);
        } else if (cancelled != null || clientFailure(failure) != null || !awaitingUpstream) {
            record(Outcome.CLIENT_GONE);
        } else if (record(Failures.afterHead(failure).outcome()) && !expired) {
            upstream.state().failed(System.nanoTime());
        }
        return Failures.afterHead(failure);
    }

    /** Gives up because the client did; changes nothing once the response is complete. */
    void cancel(Throwable reason) {
        cancelled = reason;
        if (headSeen) {
            record(Outcome.CLIENT_GONE);
        }
        request.giveUp(reason);
    }

    /** Gives up because another attempt brought the answer, which says nothing of the upstream. */
    void overtaken() {
        overtaken = true;
        request.giveUp(new ClientLeft());
    }

    /** How long the response head took; to be asked for once it has come. */
    long headNanos() {
        return headNanos;
    }

    /** Gives up because the time for the whole request is over, which says nothing of the upstream. */
    void expire(UpstreamFailure late) {
        expired = true;
        request.giveUp(late);
    }

    /** Whether a part of the request's content was read, so that it can not be sent again. */
    boolean contentTaken() {
        return content != null && content.taken();
    }

    private boolean record(Outcome outcome) {
        if (!recorded.compareAndSet(false, true)) {
            return false;
        }
        if (headSeen) {
            forwarding.over();
        }
        Response head = response;
        OptionalInt status = headSeen && head != null ? OptionalInt.of(head.getStatus()) : OptionalInt.empty();
        forwarding.record(
                new Attempt(upstream.name(), outcome, status, Duration.ofNanos(System.nanoTime() - begunNanos)));
        return true;
    }
}
