package forebay.cache.flow;

import forebay.cache.CacheEvents;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheRequest;
import forebay.cache.CacheSettings;
import forebay.cache.ForwardReason;
import forebay.cache.NotStored;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.ReadCheck;
import forebay.cache.Reuse;
import forebay.cache.ServedHead;
import forebay.cache.StaleUse;
import forebay.cache.StoredAnswer;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.UriMarks;
import forebay.exchange.CachePlan;
import forebay.exchange.Caller;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.exchange.Generation;
import forebay.exchange.ViaPseudonym;
import forebay.http.CacheStatus;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import forebay.route.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** A node's cache with a clock to set, a shared store that can misbehave, and an upstream that answers by script. */
public final class FlowFixture implements InstantSource {
    public static final CacheSettings SETTINGS = new CacheSettings(1 << 20, 1 << 20, 1000, Duration.ofMinutes(1));

    /** What the client got. */
    public record Got(int status, Fields fields, String content, boolean whole) {
        public String cacheStatus() {
            return fields.combined("Cache-Status").orElse("none");
        }
    }

    /** A response as the upstream gives it. */
    public record Scripted(ResponseHead head, String content, CachePlan.Framing framing, boolean cut) {
        public static Scripted of(int status, String content, String... fields) {
            return new Scripted(
                    new ResponseHead(status, Fields.of(fields)), content, CachePlan.Framing.DELIMITED, false);
        }

        public Scripted framed(CachePlan.Framing other) {
            return new Scripted(head, content, other, cut);
        }

        public Scripted cutOff() {
            return new Scripted(head, content, framing, true);
        }
    }

    /** No upstream can be connected to. */
    public static final Scripted REFUSED =
            new Scripted(new ResponseHead(0, Fields.EMPTY), "", CachePlan.Framing.NONE, true);

    /** What the upstream was asked, and what it answers. */
    public final List<RequestHead> asked = new CopyOnWriteArrayList<>();

    public final List<String> events = new CopyOnWriteArrayList<>();
    private final CacheSettings settings;

    /** Requests that were sent without a client, and not yet answered. */
    public final List<Exchange> behind = new CopyOnWriteArrayList<>();

    public final UriMarks marks = new UriMarks();
    public final PurgeEpochs purges = PurgeEpochs.alone();
    public final ReadCheck check = new ReadCheck(marks, purges);
    public final FakeSharedStore shared = new FakeSharedStore(marks);
    public final TwoLevelStore store;
    public final CacheFlow flow;
    /** More routes of the configuration. */
    public final List<Route> others = new ArrayList<>();

    public Function<RequestHead, Scripted> upstream = request -> Scripted.of(500, "no script");
    public Caller caller = Caller.ANONYMOUS;
    public Route route = route(CachePolicy.RFC, false);
    private RouteRules rules;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** How often an exchange ended. */
    public final AtomicInteger ended = new AtomicInteger();

    /** A node with {@link #SETTINGS}. */
    public FlowFixture() {
        this(SETTINGS);
    }

    /** A node. */
    public FlowFixture(CacheSettings settings) {
        this.settings = settings;
        store = new TwoLevelStore(settings, Optional.of(shared), check, this);
        flow = new CacheFlow(settings, store, check, new Recorder(), this, new SplittableRandom(1), behind::add);
    }

    public static Route route(CachePolicy cache, boolean tellUser) {
        return Route.builder("app", "pool")
                .keepHost(false)
                .tellUser(tellUser)
                .cache(cache)
                .maxContentBytes(1 << 20)
                .build();
    }

    /** Each exchange has a configuration of its own, which follows the one before. */
    private RouteRules rules() {
        RouteRules before = rules;
        RouteRules now = before == null ? RouteRules.of(routes(), settings) : before.next(routes(), settings);
        rules = now;
        return now;
    }

    private List<Route> routes() {
        return Stream.concat(Stream.ofNullable(route), others.stream())
                .distinct()
                .toList();
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    public Exchange exchange(String method, String path, String... fields) {
        Generation generation = new Generation(
                1, Map.of(RouteRules.class, rules(), ViaPseudonym.class, new ViaPseudonym("forebay-test")), () -> {});
        RequestHead head = new RequestHead(method, "http", "origin.test", path, Fields.of(fields));
        int mark = path.indexOf('?');
        String plain = mark < 0 ? path : path.substring(0, mark);
        CanonicalTarget target = new CanonicalTarget(
                path,
                plain,
                plain,
                mark < 0 ? Optional.empty() : Optional.of(path.substring(mark + 1)),
                List.of(plain));
        InetAddress address = InetAddress.getLoopbackAddress();
        Exchange exchange = new Exchange(
                generation,
                new Exchange.Arrival("id", head, target, address, address, Optional.ofNullable(route), now, 0, "1.1"),
                over -> ended.incrementAndGet());
        if (caller.authenticated()) {
            exchange.caller(caller);
        }
        return exchange;
    }

    public Got get(String path, String... fields) {
        return send("GET", path, fields);
    }

    /** One request from its arrival to its end, as filter and proxy do it. */
    public Got send(String method, String path, String... fields) {
        Exchange exchange = exchange(method, path, fields);
        CacheRequest request = flow.request(exchange, flow.received(exchange, route));
        Reuse decision = flow.decideHere(request);
        if (CacheFlow.worthAsking(decision)) {
            decision = flow.decide(request, flow.lookUp(request).join().found());
        }
        if (decision instanceof Reuse.Serve serve) {
            flow.events().hit(request.key(), serve.stored());
            StoredAnswer answer = StoredAnswer.of(request.head(), serve.stored(), Optional.of(now), flow::boundary);
            return new Got(
                    answer.head().status(),
                    answer.head().fields().plus("Cache-Status", "hit"),
                    text(answer.content()),
                    true);
        }
        if (decision instanceof Reuse.ServeStale serve) {
            flow.revalidate(exchange, request, serve.stored());
            return new Got(
                    serve.stored().head().status(),
                    ServedHead.reused(serve.stored(), now).fields().plus("Cache-Status", "stale hit"),
                    text(serve.stored().content()),
                    true);
        }
        return decision.kind() == Reuse.Kind.GATEWAY_TIMEOUT
                ? new Got(504, Fields.EMPTY, "", true)
                : forward(exchange, flow.plan(exchange, request, decision, Optional.empty(), false));
    }

    /** Answers what was sent without a client. */
    void answerBehind() {
        List<Exchange> waiting = List.copyOf(behind);
        behind.clear();
        for (Exchange child : waiting) {
            Got got = forward(child, child.cachePlan().orElseThrow());
            child.finish(got.status(), 0, false);
        }
    }

    public Got forward(Exchange exchange, CachePlan plan) {
        if (plan.sharedNoAnswer().isPresent()) {
            return unanswered(plan, plan.sharedNoAnswer().get());
        }
        RequestHead sent = plan.onForward(exchange.forwarded());
        while (true) {
            asked.add(sent);
            Scripted scripted = upstream.apply(sent);
            if (scripted.equals(REFUSED)) {
                return unanswered(
                        plan, new CachePlan.NoAnswer(CachePlan.NoAnswer.Kind.UNREACHABLE, new IOException("refused")));
            }
            CachePlan.Verdict verdict = plan.onHead(scripted.head(), scripted.framing());
            if (verdict instanceof CachePlan.Repeat repeat) {
                sent = repeat.forwarded();
            } else if (verdict instanceof CachePlan.Relay relay) {
                return new Got(relay.head().status(), relay.head().fields(), scripted.content(), !scripted.cut());
            } else if (verdict instanceof CachePlan.Answer answer) {
                return got(answer.head(), answer.source());
            } else if (verdict instanceof CachePlan.Share share) {
                write(scripted, share);
                return got(share.head(), share.source());
            }
        }
    }

    private static Got unanswered(CachePlan plan, CachePlan.NoAnswer why) {
        CachePlan.FailureVerdict verdict = plan.onFailure(why);
        int status = verdict instanceof CachePlan.Unvalidated ? 504 : 503;
        return verdict instanceof CachePlan.Answer answer
                ? got(answer.head(), answer.source())
                : new Got(status, Fields.of("Proxy-Status", "forebay; error=connection_refused"), "", true);
    }

    private static void write(Scripted scripted, CachePlan.Share share) {
        byte[] bytes = scripted.content().getBytes(StandardCharsets.ISO_8859_1);
        share.sink().write(ByteBuffer.wrap(bytes), () -> {});
        if (scripted.cut()) {
            share.sink().fail(new IOException("cut"));
        } else {
            share.sink().complete(Fields.EMPTY);
        }
    }

    private static Got got(ResponseHead head, ContentSource source) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (source.next() instanceof ContentSource.Data data) {
            byte[] bytes = new byte[data.bytes().remaining()];
            data.bytes().get(bytes);
            text.writeBytes(bytes);
            data.release();
        }
        return new Got(
                head.status(),
                head.fields(),
                text.toString(StandardCharsets.ISO_8859_1),
                source.next() instanceof ContentSource.End);
    }

    private static String text(StoredContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Writes down what it is told. */
    private final class Recorder implements CacheEvents {
        @Override
        public void hit(CacheKey key, StoredResponse served) {
            events.add("hit");
        }

        @Override
        public void forwarded(CacheKey key, CacheStatus.Forward kind, ForwardReason reason) {
            events.add("forwarded " + reason.word());
        }

        @Override
        public void stale(CacheKey key, StaleUse use) {
            events.add("stale " + use.word());
        }

        @Override
        public void stored(CacheKey key, StoredResponse response) {
            events.add("stored");
        }

        @Override
        public void notStored(CacheKey key, NotStored reason) {
            events.add("not stored " + reason.word());
        }

        @Override
        public void invalidated(PlainUri uri) {
            events.add("invalidated " + uri);
        }
    }
}
