package forebay.config;

import forebay.http.TargetLeniency;
import forebay.http.Upgrade;
import forebay.route.Conditions;
import forebay.route.ErrorPages;
import forebay.route.FieldEdits;
import forebay.route.FixedAnswer;
import forebay.route.InterimRelay;
import forebay.route.PathMatch;
import forebay.route.PoolSplit;
import forebay.route.Redirect;
import forebay.route.Route;
import forebay.route.RouteBuilder;
import forebay.route.RouteMatch;
import forebay.route.Router;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code routes}. */
final class RouteReader {
    private static final Map<String, TargetLeniency> LENIENCY =
            Arrays.stream(TargetLeniency.values()).collect(Collectors.toMap(TargetLeniency::word, Function.identity()));

    private static final Map<String, InterimRelay> INTERIM =
            Arrays.stream(InterimRelay.values()).collect(Collectors.toMap(InterimRelay::word, Function.identity()));

    private final SplitReader split;
    private final MatchReader matches;
    private final ErrorPages errorPages;
    private final Map<String, Integer> names = new HashMap<>();
    private final List<Section> sections = new ArrayList<>();

    /**
     * A reader of routes to these pools.
     *
     * @param pools names of the pools; empty where that is an error of its own
     * @param authorities the hosts that requests may name; empty for any
     * @param errorPages of routes that have none of their own
     */
    RouteReader(Set<String> pools, Set<String> authorities, ErrorPages errorPages) {
        this.errorPages = errorPages;
        this.split = new SplitReader(pools);
        this.matches = new MatchReader(authorities);
    }

    /** A route that takes everything to {@code pool}, with every default. */
    static Route toAll(String pool, ErrorPages errorPages) {
        return Route.builder("/", pool).errorPages(errorPages).build();
    }

    /** The routes in the order of the file; none where none is declared. */
    List<Route> read(Section root) {
        List<Route> routes = new ArrayList<>();
        root.value("routes")
                .ifPresent(value -> value.items("write - path: /… with pool: below it")
                        .forEach(item -> item.section().ifPresent(section -> {
                            routes.add(route(section));
                            sections.add(section);
                        })));
        refuseHidden(routes);
        return routes;
    }

    private Route route(Section section) {
        RouteMatch match = matches.read(section);
        Optional<Redirect> redirect = RewriteReader.redirect(section);
        Optional<FixedAnswer> answer = PageReader.respond(section);
        if (redirect.isPresent() && answer.isPresent()) {
            section.value("respond").ifPresent(value -> value.wrong("says nothing beside redirect", "one of the two"));
        }
        PoolSplit pools = redirect.isPresent() || answer.isPresent() ? withoutPool(section) : split.read(section);
        boolean authorization = choice(section, "authorization", Map.of("pass", true, "strip", false))
                .orElse(false);
        boolean tellUser = section.filled("tell-user").flatMap(Value::flag).orElse(false);
        FieldEdits requestFields = RewriteReader.edits(section, "request-fields", tellUser);
        RouteBuilder route = Route.builder(name(section, match), pools.first())
                .match(match)
                .pools(pools)
                .methods(methods(section, match.conditions()))
                .leniency(leniency(section, match.path()))
                .reportOnly(choice(section, "refuse-targets", Map.of("report", true, "strict", false))
                        .orElse(false))
                .keepHost(choice(section, "host-header", Map.of("keep", true, "upstream", false))
                        .orElse(true))
                .authorization(authorization)
                .tellUser(tellUser)
                .cache(CachePolicyReader.read(section, authorization || tellUser, requestFields.perClient()))
                .maxContentBytes(section.filled("max-content")
                        .flatMap(value -> value.size(0, Long.MAX_VALUE))
                        .orElse(Route.DEFAULT_MAX_CONTENT))
                .webSocket(webSocket(section))
                .interim(section.filled("interim-responses")
                        .flatMap(value -> value.word(INTERIM))
                        .orElse(InterimRelay.HTTP2));
        split.mirror(section).ifPresent(route::mirror);
        RateReader.read(section).ifPresent(route::rate);
        redirect.ifPresent(route::redirect);
        answer.ifPresent(route::fixedAnswer);
        RewriteReader.toHttps(section).ifPresent(route::toHttps);
        RewriteReader.rewrite(section, match.path(), section.value("let-in").isPresent())
                .ifPresent(route::rewrite);
        route.requestFields(requestFields)
                .errorPages(PageReader.errorPages(section, errorPages))
                .responseFields(RewriteReader.edits(section, "response-fields", tellUser));
        section.end();
        return route.build();
    }

    /** A route that answers itself needs no pool. */
    private static PoolSplit withoutPool(Section section) {
        for (String key : List.of("pool", "pools", "split-by")) {
            section.value(key)
                    .ifPresent(value -> value.wrong("says nothing where the route answers itself", "one of the two"));
        }
        return PoolSplit.only("");
    }

    private void refuseHidden(List<Route> routes) {
        for (Router.Conflict conflict : Router.conflicts(routes)) {
            String first = "routes[" + conflict.first() + "] on line "
                    + sections.get(conflict.first()).line();
            if (conflict.equal()) {
                sections.get(conflict.hidden())
                        .wrong(
                                "takes the same requests as " + first,
                                "give one of them another host, path or condition, or remove it");
            } else {
                sections.get(conflict.hidden())
                        .wrong(
                                "takes no request: " + first + ", which is asked before, takes all of them",
                                "declare this one before it, or give it more conditions");
            }
        }
    }

    private String name(Section section, RouteMatch match) {
        Optional<Value> declared = section.filled("name");
        boolean plain = match.path().kind() != PathMatch.Kind.PATTERN
                && match.conditions().count() == 0;
        if (declared.isEmpty() && !plain) {
            section.wrong(
                    "name",
                    "is missing: host and path alone do not tell this route from others",
                    "write name: with a name of its own");
        }
        Optional<String> name = declared.flatMap(value -> value.parse(RouteWords::name));
        name.ifPresent(some -> {
            Integer first = names.putIfAbsent(some, section.line());
            if (first != null) {
                declared.get().wrong("is also the name of the route on line " + first, "a name of its own");
            }
        });
        return name.orElse(match.host().toString() + match.path());
    }

    /** What is served of the methods that the route takes; all of them, unless it says so. */
    private static Set<String> methods(Section section, Conditions conditions) {
        Optional<Value> value = section.filled("methods");
        if (value.isEmpty()) {
            return conditions.methods().isEmpty() ? Route.DEFAULT_METHODS : conditions.methods();
        }
        Set<String> served = words(value.get(), "[GET, HEAD]", item -> item.parse(RouteWords::method));
        if (!conditions.methods().containsAll(served) && !conditions.methods().isEmpty()) {
            value.get()
                    .wrong(
                            "has methods that this route does not take: its condition leaves them to other routes",
                            "at most those of when.methods");
        }
        return served;
    }

    /** Whether {@code upgrade} names WebSocket, the only protocol there is to name. */
    private static boolean webSocket(Section section) {
        Optional<Value> value = section.filled("upgrade");
        if (value.isEmpty() || value.get().isEmptySequence()) {
            return value.isEmpty();
        }
        return !words(value.get(), "[websocket], or [] for none", item -> item.word(Map.of(Upgrade.WEBSOCKET, true)))
                .isEmpty();
    }

    private static Set<TargetLeniency> leniency(Section section, PathMatch path) {
        Optional<Value> value = section.filled("let-in");
        if (value.isPresent() && path.kind() != PathMatch.Kind.PREFIX) {
            value.get()
                    .wrong(
                            "can not be said with exact or pattern: the route is chosen by what stands before that",
                            "path: with whole segments");
        }
        return value.map(list -> words(list, "[encoded-slash]", item -> item.word(LENIENCY)))
                .orElse(Set.of());
    }

    /** The distinct items of a list that is not empty, in its order. */
    static <T> Set<T> words(Value value, String example, Function<Value, Optional<T>> reader) {
        Set<T> words = new LinkedHashSet<>();
        String right = "a list such as " + example;
        List<Value> items = value.items(right);
        if (value.isEmptySequence()) {
            value.wrong("is an empty list", right + ", or remove the key for its default");
        }
        for (Value item : items) {
            Optional<T> word = reader.apply(item);
            if (word.isPresent() && !words.add(word.get())) {
                item.wrong("is there twice", "once is enough");
            }
        }
        return Collections.unmodifiableSet(words);
    }

    private static Optional<Boolean> choice(Section section, String key, Map<String, Boolean> words) {
        return section.filled(key).flatMap(value -> value.word(words));
    }
}
