package forebay.cache.servlet;

import forebay.cache.CacheRequest;
import forebay.cache.Freshness;
import forebay.cache.StaleUse;
import forebay.cache.StoredAnswer;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.flow.CacheFlow;
import forebay.edge.ClientWriter;
import forebay.edge.ConnectionAbort;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request with a stored response or what StoredAnswer makes of it (RFC 9111 §4.3.2). */
final class StoredResponseWriter {
    private static final Logger log = LoggerFactory.getLogger(StoredResponseWriter.class);

    /** Larger content is written as fast as the client takes it, without blocking the request's thread. */
    private static final long BLOCKING_BYTES = 64 * 1024;

    private final CacheFlow flow;
    private final ConnectionAbort abort;

    StoredResponseWriter(CacheFlow flow, ConnectionAbort abort) {
        this.flow = flow;
        this.abort = abort;
    }

    /** Writes the whole answer, or starts to; what is stale by now is what the request accepts. */
    void serve(
            Exchange exchange,
            CacheRequest asked,
            StoredResponse stored,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        CacheStatus status = status(exchange, asked, stored, flow.now());
        flow.events().hit(asked.key(), stored);
        if (status.ttlSeconds().orElseThrow() <= 0) {
            flow.events().stale(asked.key(), StaleUse.MAX_STALE);
            status = status.withDetail(StaleUse.MAX_STALE.word());
        } else if (stored.freshness().kind() != Freshness.Kind.EXPLICIT) {
            status = status.withDetail(stored.freshness().kind().word());
        }
        serve(exchange, asked, stored, status, request, response);
    }

    /** As {@link #serve}, for what is stale and validated behind. */
    void serveStale(
            Exchange exchange,
            CacheRequest asked,
            StoredResponse stored,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        flow.events().hit(asked.key(), stored);
        flow.events().stale(asked.key(), StaleUse.WHILE_REVALIDATE);
        CacheStatus status = status(exchange, asked, stored, flow.now()).withDetail(StaleUse.WHILE_REVALIDATE.word());
        serve(exchange, asked, stored, status, request, response);
    }

    /** Writes the whole answer, or starts to, and says {@code status} of it. */
    void serve(
            Exchange exchange,
            CacheRequest asked,
            StoredResponse stored,
            CacheStatus status,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Instant now = flow.now();
        exchange.cacheStatus(status);
        String statusLine = status.render(CacheFlow.NAME, CacheFlow.operator(exchange));
        RequestHead asking = asked.head();
        boolean get = asking.method().equals("GET");
        StoredContent content = stored.content();
        if (isPlain(asking.fields()) && !(get && isStreamed(content))) {
            write(response, stored.head().status(), exchange.outgoing(stored.servedFields()));
            response.setHeader("Age", Long.toString(stored.ageSeconds(now)));
            response.addHeader("Cache-Status", statusLine);
            if (content.length() > 0 && get) {
                send(exchange, content, response);
            } else {
                withoutLength(response);
            }
            return;
        }
        StoredAnswer answer = StoredAnswer.of(asking, stored, Optional.of(now), flow::boundary);
        if (isStreamed(answer.content())) {
            ResponseHead head = answer.head();
            stream(
                    exchange,
                    head.withFields(head.fields().plus("Cache-Status", statusLine)),
                    flow.content(exchange, asked, stored, answer),
                    request,
                    response);
        } else {
            write(
                    response,
                    answer.head().status(),
                    exchange.outgoing(answer.head().fields()));
            response.addHeader("Cache-Status", statusLine);
            if (answer.content().length() > 0) {
                send(exchange, answer.content(), response);
            } else {
                withoutLength(response);
            }
        }
    }

    /**
     * Sends the head of a response that never has content before the container sees its end: it would add a
     * Content-Length of zero, which such a response must not have (RFC 9110 §8.6).
     */
    private static void withoutLength(HttpServletResponse response) throws IOException {
        if (response.getStatus() == 304 || response.getStatus() == 204) {
            response.flushBuffer();
        }
    }

    private static boolean isStreamed(StoredContent content) {
        return content.length() > BLOCKING_BYTES || !content.isHere();
    }

    /** Whether nothing in the request asks for less than the whole. */
    private static boolean isPlain(Fields request) {
        return !request.contains("Range")
                && !request.contains("If-None-Match")
                && !request.contains("If-Modified-Since");
    }

    private static void send(Exchange exchange, StoredContent content, HttpServletResponse response)
            throws IOException {
        content.writeTo(response.getOutputStream());
        exchange.sent(content.length());
    }

    private static CacheStatus status(Exchange exchange, CacheRequest asked, StoredResponse stored, Instant now) {
        CacheStatus status = CacheStatus.served(stored.freshness().remainingSeconds(now));
        return CacheFlow.operator(exchange) ? status.withKey(asked.key().toString()) : status;
    }

    /** Begins to write content that need not be there yet. */
    void stream(
            Exchange exchange,
            ResponseHead head,
            ContentSource source,
            HttpServletRequest request,
            HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        new ClientWriter(exchange, async, abort).start(head, source, failure -> broken(exchange, async, failure));
    }

    /** The content broke off before anything of it was sent. */
    private static void broken(Exchange exchange, AsyncContext async, Throwable failure) {
        log.debug("request {}: content broke off", exchange.arrival().id(), failure);
        exchange.refusal("content-broken-off");
        try {
            ProblemWriter.send(
                    (HttpServletRequest) async.getRequest(),
                    (HttpServletResponse) async.getResponse(),
                    Problem.of(
                            502,
                            "content-broken-off",
                            "The upstream's response is incomplete",
                            "The gateway is all right; the server behind it is not."),
                    Optional.of(exchange.arrival().id()));
        } catch (IOException | IllegalStateException gone) {
            log.debug("nobody to answer", gone);
        }
        async.complete();
    }

    /** The lines raw and in order; Date and Server in place of the container's own. */
    private static void write(HttpServletResponse response, int status, Fields fields) {
        response.setStatus(status);
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (replaces(name)) {
                response.setHeader(name, fields.value(i));
            } else if (name.length() != 12
                    || !name.equalsIgnoreCase("X-Request-Id")) { // one that an earlier request had
                response.addHeader(name, fields.value(i));
            }
        }
    }

    private static boolean replaces(String name) {
        return switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("Date");
            case 6 -> name.equalsIgnoreCase("Server");
            case 14 -> name.equalsIgnoreCase("Content-Length");
            default -> false;
        };
    }
}
