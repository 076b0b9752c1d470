package forebay.proxy;

import forebay.exchange.Exchange;
import forebay.http.RequestHead;
import forebay.route.Mirror;
import forebay.route.Route;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends copies of requests to the pools that routes mirror to: each once, at the moment of the forward, with its answer
 * dropped. Whatever becomes of a copy, the request itself does not notice. Thread-safe.
 *
 * <p>A copy counts for the upstreams of the pool that gets it as any other request does, its failures included; it is
 * neither retried nor put into the cache.
 */
final class Mirroring {
    /** Marks a copy for the application that gets it; clients' own lines of this name never get there. */
    static final String FIELD = "X-Forebay-Mirror";

    private static final Logger LOG = LoggerFactory.getLogger(Mirroring.class);

    private final Forwarder forwarder;
    /** By the name of the route, so that the bound holds over a reload. */
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

    Mirroring(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    /**
     * Copies the request, if its route says so.
     *
     * @return the content to forward: the same, or one that is copied while it is read
     */
    Forwarder.@Nullable Content begin(Exchange exchange, Route route, Forwarder.@Nullable Content content) {
        Optional<Mirror> mirror = route.mirror();
        if (mirror.isEmpty()
                || exchange.parent().isPresent()
                || exchange.upgrade().isPresent()
                || !mirror.get()
                        .takes(exchange.request().method(), exchange.arrival().id())) {
            return content;
        }
        if (content == null) {
            send(exchange, route, mirror.get(), null);
            return null;
        }
        long most = mirror.get().maxContentBytes();
        if (content.length().orElse(0) > most) {
            exchange.mirrorDropped(true);
            return content;
        }
        return new Forwarder.Content(
                new CopiedContent(
                        content.source(),
                        (int) most,
                        whole -> send(exchange, route, mirror.get(), whole),
                        () -> exchange.mirrorDropped(true)),
                content.length());
    }

    private void send(Exchange exchange, Route route, Mirror mirror, byte @Nullable [] content) {
        AtomicInteger running = inFlight.computeIfAbsent(route.name(), unused -> new AtomicInteger());
        if (running.incrementAndGet() > mirror.mostInFlight()) {
            running.decrementAndGet();
            exchange.mirrorDropped(true);
            return;
        }
        Optional<Exchange> copy = Optional.empty();
        try {
            copy = exchange.mirror(mirror.pool(), marked(exchange.forwarded(), route), System.nanoTime());
            if (copy.isEmpty()) {
                running.decrementAndGet();
                return;
            }
            copy.get().atEnd(running::decrementAndGet);
            Forwarder.Content own = content == null
                    ? null
                    : new Forwarder.Content(new WholeContent(content), OptionalLong.of(content.length));
            Optional<Forwarder.Handle> unused = forwarder.forward(copy.get(), own, new MirrorAnswer(copy.get()));
        } catch (RuntimeException e) {
            // The request itself does not hang on it.
            LOG.warn("a copy of request {} was not sent", exchange.arrival().id(), e);
            copy.ifPresent(begun -> begun.finish(0, System.nanoTime(), true));
        }
    }

    private static RequestHead marked(RequestHead forwarded, Route route) {
        return forwarded.withFields(forwarded.fields().with(FIELD, "route=\"" + visible(route.name()) + '"'));
    }

    /** A route's derived name may hold what no field value can. */
    private static String visible(String name) {
        return name.replaceAll("[^!#-\\[\\]-~ ]", "_");
    }
}
