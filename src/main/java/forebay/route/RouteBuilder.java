package forebay.route;

import forebay.cache.CachePolicy;
import forebay.http.TargetLeniency;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes a {@link Route}; what is not said has the default of forebay.yaml. For one thread. */
public final class RouteBuilder {
    private final String name;
    private PoolSplit pools;
    private Optional<Mirror> mirror = Optional.empty();
    private RouteMatch match = RouteMatch.ALL;
    private Optional<PathRewrite> rewrite = Optional.empty();
    private Optional<Redirect> redirect = Optional.empty();
    private Optional<FixedAnswer> fixedAnswer = Optional.empty();
    private ErrorPages errorPages = ErrorPages.NONE;
    private OptionalInt toHttps = OptionalInt.empty();
    private FieldEdits requestFields = FieldEdits.NONE;
    private FieldEdits responseFields = FieldEdits.NONE;
    private Set<String> methods = Route.DEFAULT_METHODS;
    private Set<TargetLeniency> leniency = Set.of();
    private boolean reportOnly;
    private boolean keepHost = true;
    private boolean authorization;
    private boolean tellUser;
    private CachePolicy cache = CachePolicy.RFC;
    private long maxContentBytes = Route.DEFAULT_MAX_CONTENT;
    private boolean webSocket = true;
    private InterimRelay interim = InterimRelay.HTTP2;
    private Optional<RequestRate> rate = Optional.empty();

    RouteBuilder(String name, String pool) {
        this.name = name;
        this.pools = PoolSplit.only(pool);
    }

    /** The requests that it takes. */
    public RouteBuilder match(RouteMatch requests) {
        match = requests;
        return this;
    }

    /** The pools that serve it. */
    public RouteBuilder pools(PoolSplit split) {
        pools = split;
        return this;
    }

    /** Where copies of its requests go. */
    public RouteBuilder mirror(Mirror copies) {
        mirror = Optional.of(copies);
        return this;
    }

    /** The path for the upstream. */
    public RouteBuilder rewrite(PathRewrite path) {
        rewrite = Optional.of(path);
        return this;
    }

    /** Where its requests are sent instead of to a pool. */
    public RouteBuilder redirect(Redirect elsewhere) {
        redirect = Optional.of(elsewhere);
        return this;
    }

    /** What it answers by itself instead. */
    public RouteBuilder fixedAnswer(FixedAnswer answer) {
        fixedAnswer = Optional.of(answer);
        return this;
    }

    /** Pages for the answers that the gateway makes itself. */
    public RouteBuilder errorPages(ErrorPages pages) {
        errorPages = pages;
        return this;
    }

    /** Sends requests by http to this port of https. */
    public RouteBuilder toHttps(int port) {
        toHttps = OptionalInt.of(port);
        return this;
    }

    /** Changes to the fields that go to the upstream. */
    public RouteBuilder requestFields(FieldEdits edits) {
        requestFields = edits;
        return this;
    }

    /** Changes to the fields of every answer. */
    public RouteBuilder responseFields(FieldEdits edits) {
        responseFields = edits;
        return this;
    }

    /** The methods that are served. */
    public RouteBuilder methods(Set<String> served) {
        methods = served;
        return this;
    }

    /** What its targets may contain beyond the strict default. */
    public RouteBuilder leniency(Set<TargetLeniency> letIn) {
        leniency = letIn;
        return this;
    }

    /** Whether a target that would be refused is only counted. */
    public RouteBuilder reportOnly(boolean only) {
        reportOnly = only;
        return this;
    }

    /** Whether the upstream sees the client's authority. */
    public RouteBuilder keepHost(boolean keep) {
        keepHost = keep;
        return this;
    }

    /** Whether the client's Authorization goes to the upstream. */
    public RouteBuilder authorization(boolean pass) {
        authorization = pass;
        return this;
    }

    /** Whether the upstream is told the caller's principal. */
    public RouteBuilder tellUser(boolean tell) {
        tellUser = tell;
        return this;
    }

    /** How the cache treats it. */
    public RouteBuilder cache(CachePolicy policy) {
        cache = policy;
        return this;
    }

    /** Largest request content, in bytes. */
    public RouteBuilder maxContentBytes(long bytes) {
        maxContentBytes = bytes;
        return this;
    }

    /** Whether a request may change its connection to WebSocket. */
    public RouteBuilder webSocket(boolean relayed) {
        webSocket = relayed;
        return this;
    }

    /** Which clients get the upstream's interim responses. */
    public RouteBuilder interim(InterimRelay relay) {
        interim = relay;
        return this;
    }

    /** How many requests each of those who ask may make. */
    public RouteBuilder rate(RequestRate each) {
        rate = Optional.of(each);
        return this;
    }

    /** The route. */
    public Route build() {
        return new Route(
                name,
                match,
                pools,
                mirror,
                rewrite,
                redirect,
                fixedAnswer,
                toHttps,
                requestFields,
                responseFields,
                errorPages,
                methods,
                leniency,
                reportOnly,
                keepHost,
                authorization,
                tellUser,
                cache,
                maxContentBytes,
                webSocket,
                interim,
                rate);
    }
}
