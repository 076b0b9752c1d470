package forebay.config;

import forebay.balance.Algorithm;
import forebay.balance.BalanceSettings;
import forebay.balance.HashBy;
import forebay.http.Tokens;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads how a pool spreads its requests. */
final class BalanceReader {
    private static final Map<String, Algorithm> ALGORITHMS =
            Arrays.stream(Algorithm.values()).collect(Collectors.toMap(Algorithm::word, Function.identity()));
    private static final String BY = "client, path, header NAME, cookie NAME or query NAME, such as cookie session";
    private static final int LONGEST_NAME = 256;
    private static final int LARGEST_FACTOR = 1000;

    private BalanceReader() {}

    static BalanceSettings read(Section pool, Optional<String> ownZone) {
        BalanceSettings defaults = BalanceSettings.DEFAULT;
        Algorithm algorithm = pool.filled("algorithm")
                .flatMap(value -> value.word(ALGORITHMS))
                .orElse(defaults.algorithm());
        Section hash = pool.section("hash");
        Optional<Value> by = hash.filled("by");
        HashBy hashBy = by.flatMap(value -> value.parse(BalanceReader::by)).orElse(defaults.hash());
        if (algorithm != Algorithm.CONSISTENT_HASH && !hashBy.equals(defaults.hash())) {
            by.ifPresent(value -> value.wrong(
                    "says nothing to the algorithm " + algorithm.word(), "algorithm: consistent-hash, or no hash"));
        }
        Optional<Integer> factor = factor(hash);
        hash.end();
        return new BalanceSettings(
                algorithm,
                hashBy,
                factor,
                SettingsReader.integer(pool, "panic-threshold", 0, 100, defaults.panicPercent()),
                ownZone,
                StickyReader.read(pool));
    }

    private static Optional<Integer> factor(Section hash) {
        Optional<Value> value = hash.filled("load-factor");
        if (value.isEmpty()) {
            return Optional.of(BalanceSettings.LOAD_FACTOR_PERCENT);
        }
        return value.get()
                .parse(text -> {
                    if (text.equals("off") || text.equals("false")) {
                        return Parsed.of(Optional.<Integer>empty());
                    }
                    boolean number = text.matches("[0-9]{1,4}");
                    int percent = number ? Integer.parseInt(text) : 0;
                    return number && percent > 100 && percent <= LARGEST_FACTOR
                            ? Parsed.of(Optional.of(percent))
                            : Parsed.<Optional<Integer>>bad(
                                    "is no load factor", "per cent of an upstream's share, from 101 to 1000, or off");
                })
                .flatMap(found -> found);
    }

    private static Parsed<HashBy> by(String text) {
        String[] words = text.strip().split("[ ]+", 2);
        String name = words.length > 1 ? words[1] : "";
        boolean token = Tokens.isToken(name) && name.length() <= LONGEST_NAME;
        return switch (words[0]) {
            case "client" -> alone(HashBy.Source.CLIENT, name);
            case "path" -> alone(HashBy.Source.PATH, name);
            case "header" -> token ? Parsed.of(new HashBy(HashBy.Source.HEADER, name)) : bad("does not name a field");
            case "cookie" -> token ? Parsed.of(new HashBy(HashBy.Source.COOKIE, name)) : bad("does not name a cookie");
            case "query" ->
                name.matches("[^\\s&=#]{1,256}")
                        ? Parsed.of(new HashBy(HashBy.Source.QUERY, name))
                        : bad("does not name a query parameter");
            default -> bad("is nothing that requests are told apart by");
        };
    }

    private static Parsed<HashBy> alone(HashBy.Source source, String name) {
        return name.isEmpty() ? Parsed.of(new HashBy(source, "")) : bad("has a name, which it does not need");
    }

    private static Parsed<HashBy> bad(String wrong) {
        return Parsed.bad(wrong, BY);
    }

    /** The zone of an upstream, or of this node. */
    static Optional<String> zone(Section section) {
        return section.filled("zone").flatMap(value -> value.parse(RouteWords::name));
    }
}
