package forebay.proxy;

import forebay.balance.Pool;
import forebay.edge.Problem;
import forebay.exchange.CachePlan;
import forebay.exchange.CachePlan.Answer;
import forebay.exchange.CachePlan.FailureVerdict;
import forebay.exchange.CachePlan.NoAnswer;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.MaxForwards;
import forebay.http.ResponseHead;
import forebay.route.Route;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to upstreams: chooses, retries where that is safe, keeps field lines as they are, asks the cache's
 * plan what becomes of the answer, and records each attempt in the exchange. Knows nothing of servlets. Thread-safe;
 * never blocks.
 */
public final class Forwarder {
    private final Answers answers;
    private final Mirroring mirroring = new Mirroring(this);

    /**
     * Content of a request.
     *
     * @param source where it is read from
     * @param length its length in bytes, where it is known beforehand
     */
    record Content(ContentSource source, OptionalLong length) {}

    /** Learns of the outcome, by exactly one call but for {@link #onInterim}, on any thread. Never blocks. */
    interface Listener {
        /** The answer, from an upstream or from the cache. */
        void onResponse(ResponseHead head, ContentSource source);

        /**
         * The upstream agreed to the change of protocol that the exchange asks for.
         *
         * @param head its 101
         * @param tunnel its connection, from now on the callee's to close
         */
        default void onUpgrade(ResponseHead head, UpstreamTunnel tunnel) {
            tunnel.close();
            throw new IllegalStateException("nobody asked for another protocol");
        }

        /**
         * An interim response of an upstream, before any other call, as a client may get it. Others may follow. Called
         * by one thread at a time for one attempt; two attempts may call at a time.
         */
        default void onInterim(ResponseHead head) {}

        /** No answer; what to say instead. */
        void onFailure(Problem problem);
    }

    /** A request on its way. */
    interface Handle {
        /** The client left before the outcome was told. What was told stands. */
        void cancel(Throwable reason);
    }

    /**
     * A forwarder.
     *
     * @param pseudonym this gateway's name in Via and Proxy-Status; a token (RFC 9110 §7.6.3)
     */
    public Forwarder(String pseudonym) {
        this.answers = new Answers(pseudonym);
    }

    /**
     * Sends the request of {@code exchange} to the pool that was chosen for it, and a copy where its route says so.
     *
     * @param content the request's content; null where it has none
     * @return to cancel it with; empty where the outcome was told already
     */
    Optional<Handle> forward(Exchange exchange, @Nullable Content content, Listener listener) {
        Optional<Route> route = exchange.arrival().route();
        Optional<Pool> pool = exchange.pool()
                .flatMap(name -> exchange.generation().part(Pools.class).pool(name));
        if (route.isEmpty() || pool.isEmpty()) {
            return refused(exchange, listener, Answers.noRoute());
        }
        if (MaxForwards.endsHere(exchange.request())) {
            letGo(exchange);
            listener.onResponse(options(route.get()), DroppedContent.NOTHING);
            return Optional.empty();
        }
        long most = route.get().maxContentBytes();
        if (content != null && content.length().orElse(0) > most) {
            return refused(exchange, listener, ClientFault.tooLargeProblem(most));
        }
        Content bounded = content == null ? null : bounded(content, most);
        Optional<NoAnswer> shared = exchange.cachePlan().flatMap(CachePlan::sharedNoAnswer);
        if (shared.isPresent()) {
            failed(exchange, shared.get(), pool.get(), listener);
            return Optional.empty();
        }
        Content sent = mirroring.begin(exchange, route.get(), bounded);
        Pools pools = exchange.generation().part(Pools.class);
        Forwarding forwarding = new Forwarding(exchange, pools, pool.get(), sent, listener, answers);
        forwarding.start();
        return Optional.of(forwarding);
    }

    /** The forward that this request waited for has failed already. */
    private void failed(Exchange exchange, NoAnswer failure, Pool pool, Listener listener) {
        FailureVerdict verdict = exchange.cachePlan().orElseThrow().onFailure(failure);
        if (verdict instanceof Answer answer) {
            listener.onResponse(answer.head(), answer.source());
        } else {
            listener.onFailure(answers.failed(verdict, failure.cause(), pool.unavailableFor()));
        }
    }

    private static Content bounded(Content content, long most) {
        return content.length().isPresent()
                ? content
                : new Content(new BoundedContent(content.source(), most), content.length());
    }

    private static Optional<Handle> refused(Exchange exchange, Listener listener, Problem problem) {
        letGo(exchange);
        listener.onFailure(problem);
        return Optional.empty();
    }

    /** Whatever the cache holds for this request has to be let go of; it has nothing to say to it. */
    private static void letGo(Exchange exchange) {
        exchange.cachePlan().ifPresent(plan -> {
            if (plan.onFailure(new NoAnswer(NoAnswer.Kind.REQUEST, new ClientLeft())) instanceof Answer answer) {
                answer.source().cancel(new ClientLeft());
            }
        });
    }

    /** What this gateway itself says to OPTIONS: the methods that it takes there (RFC 9110 §9.3.7, §7.6.2). */
    private static ResponseHead options(Route route) {
        String allowed = String.join(", ", route.methods().stream().sorted().toList());
        return new ResponseHead(204, Fields.of("Allow", allowed));
    }

    /** What to answer where content broke off before anything was sent to the client. */
    public Problem problem(Throwable cause) {
        return answers.failed(cause, Duration.ZERO);
    }
}
