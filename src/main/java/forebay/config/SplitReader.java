package forebay.config;

import forebay.http.Tokens;
import forebay.route.Mirror;
import forebay.route.PoolSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which pools serve a route: {@code pool}, or {@code pools} and {@code split-by}; and {@code mirror}. */
final class SplitReader {
    private static final int MAX_WEIGHT = 1_000_000;
    private static final Map<String, PoolSplit.By> WORDS =
            Map.of("request", new PoolSplit.EachRequest(), "client", new PoolSplit.Client());

    private final Set<String> declared;

    /**
     * A reader.
     *
     * @param declared names of the pools; empty where that is an error of its own
     */
    SplitReader(Set<String> declared) {
        this.declared = declared;
    }

    /** The pools that serve {@code route}. */
    PoolSplit read(Section route) {
        Optional<Value> shares = route.filled("pools");
        Optional<Value> by = route.filled("split-by");
        if (shares.isEmpty()) {
            by.ifPresent(value -> value.wrong("says nothing without pools", "pools: {app: 95, canary: 5}"));
            Optional<Value> pool = route.required("pool", "write pool: with the name of a pool");
            return PoolSplit.only(pool.flatMap(value -> value.parse(this::pool)).orElse(""));
        }
        route.value("pool").ifPresent(value -> value.wrong("says nothing beside pools", "one of the two"));
        List<PoolSplit.Share> read = new ArrayList<>();
        for (Map.Entry<String, Value> entry : shares.get().named("write names of pools with their shares below it")) {
            share(entry.getKey(), entry.getValue()).ifPresent(read::add);
        }
        if (shares.get().isMapping() && read.stream().noneMatch(share -> share.weight() > 0)) {
            shares.get().wrong("gives no pool a share", "at least one share above 0, such as {app: 95, canary: 5}");
        }
        return read.isEmpty()
                ? PoolSplit.only("")
                : new PoolSplit(List.copyOf(read), by.map(this::by).orElseGet(PoolSplit.EachRequest::new));
    }

    private Optional<PoolSplit.Share> share(String name, Value value) {
        Parsed<String> pool = pool(name);
        if (pool.value().isEmpty()) {
            value.wrong(
                    "\"" + Value.shown(name) + "\" " + pool.wrong(),
                    pool.instead().orElse(pool.right()));
        }
        return value.integer(0, MAX_WEIGHT).map(weight -> new PoolSplit.Share(name, weight));
    }

    private PoolSplit.By by(Value value) {
        if (!value.isMapping()) {
            return value.word(WORDS).orElseGet(PoolSplit.EachRequest::new);
        }
        Section section = value.section().orElseThrow();
        Optional<String> field = section.filled("field").flatMap(name -> name.parse(MatchWords::field));
        Optional<Value> cookie = section.filled("cookie");
        if (section.value("field").isPresent() == cookie.isPresent()) {
            value.wrong("names not just one thing to split by", "field: with a name, or cookie: with a name");
        }
        Optional<String> cookieName = cookie.flatMap(name -> name.parse(SplitReader::cookie));
        section.end();
        return field.<PoolSplit.By>map(PoolSplit.Field::new)
                .or(() -> cookieName.map(PoolSplit.Cookie::new))
                .orElseGet(PoolSplit.EachRequest::new);
    }

    private static Parsed<String> cookie(String text) {
        return Tokens.isToken(text)
                ? Parsed.of(text)
                : Parsed.bad("is not the name of a cookie", "a name such as session");
    }

    /** Where copies of the requests of {@code route} go. */
    Optional<Mirror> mirror(Section route) {
        Section section = route.section("mirror");
        Optional<Value> pool = section.filled("pool");
        Set<String> methods = section.filled("methods")
                .map(value -> RouteReader.words(value, "[GET, HEAD]", item -> item.parse(RouteWords::method)))
                .orElse(Mirror.SAFE_METHODS);
        int percent = SettingsReader.integer(section, "percent", 1, 100, 100);
        long most = SettingsReader.size(section, "max-content", 0, 16 << 20, Mirror.DEFAULT_MAX_CONTENT);
        int inFlight = SettingsReader.integer(section, "in-flight", 1, 100_000, Mirror.DEFAULT_IN_FLIGHT);
        boolean declaredHere = route.value("mirror").isPresent();
        if (declaredHere && pool.isEmpty()) {
            section.wrong("pool", "is missing", "write pool: with the name of the pool that gets the copies");
        }
        section.end();
        return pool.flatMap(value -> value.parse(this::pool))
                .map(name -> new Mirror(name, percent, methods, most, inFlight));
    }

    private Parsed<String> pool(String text) {
        if (declared.isEmpty() || declared.contains(text)) {
            return Parsed.of(text);
        }
        String all =
                "declared are: " + String.join(", ", declared.stream().sorted().toList());
        return Parsed.bad(
                "is no declared pool",
                all,
                Suggestion.closest(text, declared)
                        .map(name -> "did you mean " + name + "?")
                        .orElse(all));
    }
}
