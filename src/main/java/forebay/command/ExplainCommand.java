package forebay.command;

import forebay.balance.PoolSettings;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheRequest;
import forebay.cache.CacheRules;
import forebay.cache.Compression;
import forebay.cache.Freshness;
import forebay.cache.NotStored;
import forebay.cache.PlainUri;
import forebay.cache.Presented;
import forebay.cache.Receipt;
import forebay.cache.Reuse;
import forebay.cache.ReuseRules;
import forebay.cache.Stamp;
import forebay.cache.Storing;
import forebay.cache.StoringRules;
import forebay.cache.flow.RouteRules;
import forebay.config.CachePolicyReport;
import forebay.config.ConfigException;
import forebay.config.ConfigLoader;
import forebay.config.GatewayConfig;
import forebay.config.RouteChanges;
import forebay.http.CacheGroups;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.HopByHop;
import forebay.http.RequestHead;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import forebay.http.SearchVariance;
import forebay.http.TargetLeniency;
import forebay.route.PoolSplit;
import forebay.route.Redirect;
import forebay.route.Route;
import forebay.route.RoutedRequest;
import forebay.route.Router;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code explain}: says what the gateway would make of a GET, by the rules that it runs by. Nothing is sent, and what is
 * stored on the nodes is not known here.
 */
public final class ExplainCommand {
    /** Credentials of the gateway; they are taken for right ones, and stop at the gateway. */
    private static final List<String> CREDENTIALS = List.of("Authorization", "X-Api-Key", "Proxy-Authorization");

    private final GatewayConfig config;
    private final PrintStream out;
    private final Instant now;

    private ExplainCommand(GatewayConfig config, PrintStream out, Instant now) {
        this.config = config;
        this.out = out;
        this.now = now;
    }

    /**
     * Prints route, pool, key and policy of a request, and what becomes of its response where one is given.
     *
     * @param conf the conf folder, or forebay.yaml itself
     * @param webXml the web application's descriptor
     * @param url an absolute http or https URL
     * @param fieldLines of the request, as {@code Name: value}
     * @param response a file with the head of a response, status line first
     * @param now the time of the request and of the response
     * @return 0 where it could be explained, else 1
     */
    public static int run(
            Path conf,
            Path webXml,
            String url,
            List<String> fieldLines,
            Optional<Path> response,
            Instant now,
            PrintStream out,
            PrintStream err) {
        try {
            GatewayConfig config =
                    ConfigLoader.load(conf, ServerSettingsCommand::environment, WebXml.defaultPool(webXml));
            Optional<ResponseHead> head =
                    response.isPresent() ? Optional.of(HeadText.response(response.get())) : Optional.empty();
            new ExplainCommand(config, out, now).explain(HeadText.request(url, fieldLines), head);
            return 0;
        } catch (ConfigException | IOException | IllegalArgumentException e) {
            err.println("forebay: " + e.getMessage());
            return 1;
        }
    }

    private void explain(RequestHead head, Optional<ResponseHead> response) {
        line("request", "GET " + head.scheme() + "://" + head.authority() + head.target());
        CanonicalTarget.Verdict strict = CanonicalTarget.parse(head.target(), Set.of());
        Optional<Route> route = route(head, strict);
        CanonicalTarget.Verdict verdict =
                route.isPresent() ? CanonicalTarget.parse(head.target(), leniency(route.get(), strict)) : strict;
        if (verdict instanceof CanonicalTarget.Refused refused) {
            line("refused", "400, " + refused.reason().code());
        } else if (route.isEmpty()) {
            line("route", "none: 404");
        } else {
            CanonicalTarget target = ((CanonicalTarget.Accepted) verdict).target();
            route(route.get());
            if (route.get().redirect().isPresent()) {
                line("redirect", location(route.get(), head, target));
                return;
            }
            if (route.get().fixedAnswer().isPresent()) {
                line("answer", route.get().fixedAnswer().get().status() + ", by the route itself");
                return;
            }
            destination(route.get());
            route.get()
                    .rewrite()
                    .ifPresent(
                            rewrite -> line("sent as", rewrite.target(target).orElse("nothing: 400, target-rewrite")));
            RouteChanges.lines(route.get()).forEach(this::line);
            policy(route.get());
            cache(request(head, target, route.get()), route.get(), response);
        }
    }

    private Optional<Route> route(RequestHead head, CanonicalTarget.Verdict verdict) {
        Router router = Router.of(config.routes());
        String authority = head.authority();
        int colon = authority.lastIndexOf(':');
        String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        Asked asked = new Asked(host, head);
        return verdict instanceof CanonicalTarget.Accepted accepted
                ? router.match(asked, accepted.target().path())
                : router.matchStart(asked, ((CanonicalTarget.Refused) verdict).literalPath());
    }

    /** What the route is chosen by. */
    private record Asked(String host, RequestHead head) implements RoutedRequest {
        @Override
        public String method() {
            return head.method();
        }

        @Override
        public Fields fields() {
            return head.fields();
        }

        @Override
        public Optional<String> query() {
            int mark = head.target().indexOf('?');
            return mark < 0 ? Optional.empty() : Optional.of(head.target().substring(mark + 1));
        }
    }

    private static Set<TargetLeniency> leniency(Route route, CanonicalTarget.Verdict strict) {
        return strict instanceof CanonicalTarget.Accepted ? Set.of() : route.leniency();
    }

    private void route(Route route) {
        line("route", route.name());
        line("chosen by", route.match().toString());
    }

    private static String location(Route route, RequestHead head, CanonicalTarget target) {
        Redirect redirect = route.redirect().orElseThrow();
        String prefix = route.match().path().literal();
        return redirect.status() + " " + redirect.location(head, target, prefix, "");
    }

    private void destination(Route route) {
        for (PoolSplit.Share share : route.pools().shares()) {
            String chance = route.pools().single()
                    ? ""
                    : " (" + share.weight() + ", by " + route.pools().by() + ")";
            line("pool", share.pool() + chance + ": " + upstreams(share.pool()));
        }
        route.mirror()
                .ifPresent(mirror ->
                        line("copies", mirror.percent() + " % to " + mirror.pool() + ": " + upstreams(mirror.pool())));
    }

    private void policy(Route route) {
        List<String> policy = CachePolicyReport.lines(route.cache());
        line("cache", policy.get(0));
        policy.subList(1, policy.size()).forEach(text -> line("", "  " + text));
    }

    private String upstreams(String name) {
        return config.pools().stream()
                .filter(pool -> pool.name().equals(name))
                .map(PoolSettings::upstreams)
                .flatMap(List::stream)
                .map(upstream -> upstream.url() + " (" + upstream.weight() + ")")
                .reduce((one, other) -> one + ", " + other)
                .orElse("those that are found while the gateway runs");
    }

    /** The request as the cache sees it; what stays out of the forwarded head stays out here. */
    private CacheRequest request(RequestHead head, CanonicalTarget target, Route route) {
        CacheRules rules = RouteRules.of(config.routes(), config.cache())
                .of(route, route.pools().first());
        Presented presented =
                CREDENTIALS.stream().anyMatch(head.fields()::contains) ? Presented.VERIFIED : Presented.NOTHING;
        Fields forwarded = HopByHop.strip(head.fields())
                .filter(name -> CREDENTIALS.stream().noneMatch(name::equalsIgnoreCase)
                        || (route.authorization() && name.equalsIgnoreCase("Authorization")));
        PlainUri uri = PlainUri.of(head.scheme(), head.authority(), target.encodedPath(), target.query());
        return new CacheRequest(
                rules, CacheKey.of(rules, uri, forwarded), head.withFields(forwarded), presented, false);
    }

    private void cache(CacheRequest request, Route route, Optional<ResponseHead> response) {
        if (!route.cache().enabled()) {
            return;
        }
        line("caller", request.authenticated() ? "authenticated, if the credential is right" : "anonymous");
        line("key", request.key().toString());
        Optional<Reuse> early = ReuseRules.beforeLookup(request);
        line("from the store", early.isEmpty() ? "if a fitting response is there" : "never: " + word(early.get()));
        response.ifPresent(head -> response(request, head));
    }

    private static String word(Reuse reuse) {
        if (reuse instanceof Reuse.Forward forward) {
            return forward.reason().word();
        }
        return reuse instanceof Reuse.GatewayTimeout timeout ? timeout.reason().word() : "validation";
    }

    private void response(CacheRequest request, ResponseHead received) {
        ResponseHead head = received.withFields(HopByHop.strip(received.fields()));
        Receipt receipt = new Receipt(now, now, Stamp.NONE);
        Storing storing = StoringRules.decide(request, head, true, receipt);
        line("response", Integer.toString(head.status()));
        Optional<NotStored> refusal =
                storing instanceof Storing.Refuse refuse ? Optional.of(refuse.reason()) : Optional.empty();
        line("stored", refusal.map(reason -> "no: " + reason.word()).orElse("yes, once it is complete"));
        Freshness freshness = freshness(request.rules().policy(), head, receipt);
        line("lifetime", lifetime(freshness));
        line("fresh for", Math.max(0, freshness.remainingSeconds(now)) + " s from its receipt");
        if (storing instanceof Storing.Store store && !store.selecting().names().isEmpty()) {
            line("varies by", String.join(", ", store.selecting().names()));
        }
        SearchVariance variance = SearchVariance.of(head.fields());
        if (!variance.isDefault()) {
            line("query counts", variance.toString());
        }
        if (!CacheGroups.of(head.fields()).isEmpty()) {
            line("groups", String.join(", ", CacheGroups.of(head.fields())));
        }
        if (Compression.applies(request.rules().policy(), head)) {
            line("coded forms", "yes, for who accepts one");
        }
    }

    /** The lifetime, and which rule gave it. */
    private static String lifetime(Freshness freshness) {
        String seconds = freshness.lifetime().orElse(Duration.ZERO).toSeconds() + " s, ";
        return switch (freshness.kind()) {
            case EXPLICIT -> seconds + "stated by the response (RFC 9111 §4.2.1)";
            case OPERATOR -> seconds + "the route's ttl: the response states none";
            case HEURISTIC -> seconds + "estimated by Last-Modified (RFC 9111 §4.2.2)";
            case NONE -> "none: each reuse needs a validation";
        };
    }

    private static Freshness freshness(CachePolicy policy, ResponseHead head, Receipt receipt) {
        return Freshness.of(policy, head, ResponseDirectives.of(head.fields(), policy.targets()), receipt);
    }

    private void line(String name, String text) {
        out.printf(Locale.ROOT, "%-15s %s%n", name, text);
    }
}
