package forebay.config;

import forebay.cache.CachePolicy;
import forebay.http.TargetLeniency;
import forebay.route.Route;
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
    private static final long DEFAULT_MAX_CONTENT = 1L << 30;
    private static final Map<String, TargetLeniency> LENIENCY =
            Arrays.stream(TargetLeniency.values()).collect(Collectors.toMap(TargetLeniency::word, Function.identity()));

    private final Set<String> pools;
    private final Set<String> authorities;
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    /**
     * A reader of routes to these pools.
     *
     * @param pools names of the pools; empty where that is an error of its own
     * @param authorities the hosts that requests may name; empty for any
     */
    RouteReader(Set<String> pools, Set<String> authorities) {
        this.pools = pools;
        this.authorities = authorities;
    }

    /** A route that takes everything to {@code pool}, with every default. */
    static Route toAll(String pool) {
        return new Route(
                "/",
                Optional.empty(),
                "/",
                pool,
                Route.DEFAULT_METHODS,
                Set.of(),
                false,
                true,
                false,
                false,
                CachePolicy.RFC,
                DEFAULT_MAX_CONTENT);
    }

    /** The routes in the order of the file; none where none is declared. */
    List<Route> read(Section root) {
        List<Route> routes = new ArrayList<>();
        root.value("routes")
                .ifPresent(value -> value.items("write - path: /… with pool: below it")
                        .forEach(item -> item.section().ifPresent(section -> routes.add(route(section)))));
        return routes;
    }

    private Route route(Section section) {
        Optional<String> host = section.filled("host").flatMap(this::host);
        String path = section.filled("path")
                .flatMap(value -> value.parse(RouteWords::pathPrefix))
                .orElse("/");
        String pool = section.required("pool", "write pool: with the name of a pool")
                .flatMap(this::pool)
                .orElse("");
        boolean authorization = choice(section, "authorization", Map.of("pass", true, "strip", false))
                .orElse(false);
        boolean tellUser = section.filled("tell-user").flatMap(Value::flag).orElse(false);
        Route route = new Route(
                name(section, host.orElse("") + path),
                host,
                path,
                pool,
                methods(section),
                leniency(section),
                choice(section, "refuse-targets", Map.of("report", true, "strict", false))
                        .orElse(false),
                choice(section, "host-header", Map.of("keep", true, "upstream", false))
                        .orElse(true),
                authorization,
                tellUser,
                CachePolicyReader.read(section, authorization || tellUser),
                section.filled("max-content")
                        .flatMap(value -> value.size(0, Long.MAX_VALUE))
                        .orElse(DEFAULT_MAX_CONTENT));
        refuseSecond(section, route);
        section.end();
        return route;
    }

    private void refuseSecond(Section section, Route route) {
        Integer first = places.putIfAbsent(route.host().orElse("") + route.pathPrefix(), section.line());
        if (first != null) {
            section.wrong(
                    "takes the same host and path as the route on line " + first,
                    "give one of them another host or path, or remove it");
        }
    }

    private String name(Section section, String derived) {
        Optional<Value> declared = section.filled("name");
        Optional<String> name = declared.flatMap(value -> value.parse(RouteWords::name));
        name.ifPresent(some -> {
            Integer first = names.putIfAbsent(some, section.line());
            if (first != null) {
                declared.get().wrong("is also the name of the route on line " + first, "a name of its own");
            }
        });
        return name.orElse(derived);
    }

    private Optional<String> host(Value value) {
        Optional<String> host = value.parse(Addresses::host);
        host.filter(some -> !authorities.isEmpty() && !authorities.contains(some))
                .ifPresent(some -> value.wrong(
                        "is not one of the authorities, so that no request can reach this route",
                        "add it to authorities, or remove the route"));
        return host;
    }

    private Optional<String> pool(Value value) {
        return value.parse(text -> {
            if (pools.isEmpty() || pools.contains(text)) {
                return Parsed.of(text);
            }
            String declared = String.join(", ", pools.stream().sorted().toList());
            return Parsed.bad(
                    "is no declared pool",
                    "declared are: " + declared,
                    Suggestion.closest(text, pools)
                            .map(name -> "did you mean " + name + "?")
                            .orElse("declared are: " + declared));
        });
    }

    private static Set<String> methods(Section section) {
        Optional<Value> value = section.filled("methods");
        return value.isEmpty()
                ? Route.DEFAULT_METHODS
                : words(value.get(), "[GET, HEAD]", item -> item.parse(RouteWords::method));
    }

    private static Set<TargetLeniency> leniency(Section section) {
        return section.filled("let-in")
                .map(value -> words(value, "[encoded-slash]", item -> item.word(LENIENCY)))
                .orElse(Set.of());
    }

    /** The distinct items of a list that is not empty, in its order. */
    private static <T> Set<T> words(Value value, String example, Function<Value, Optional<T>> reader) {
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
