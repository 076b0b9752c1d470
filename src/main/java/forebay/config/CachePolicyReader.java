package forebay.config;

import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.ClientDirectives;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.CachePolicy.KeyRules;
import forebay.cache.CachePolicy.Lifetimes;
import forebay.cache.CachePolicy.SetCookie;
import forebay.cache.CachePolicy.Stale;
import forebay.cache.CachePolicy.TagFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads {@code cache} of a route; what it does not say is what the specifications say. */
final class CachePolicyReader {
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final CachePolicy RFC = CachePolicy.RFC;
    private static final Map<String, CachePolicy> WORDS =
            Map.of("on", RFC, "true", RFC, "rfc", RFC, "off", CachePolicy.OFF, "false", CachePolicy.OFF);

    private CachePolicyReader() {}

    /**
     * What {@code route} says of its cache.
     *
     * @param upstreamKnowsCaller whether the upstream learns who is calling, so that answers may be personal
     * @param perClient names of the request fields that the route makes for each client or request
     */
    static CachePolicy read(Section route, boolean upstreamKnowsCaller, Set<String> perClient) {
        Optional<Value> value = route.filled("cache");
        if (value.isEmpty() || !value.get().isMapping()) {
            return value.flatMap(some -> some.word(WORDS)).orElse(RFC);
        }
        return value.get()
                .section()
                .map(section -> policy(section, upstreamKnowsCaller, perClient))
                .orElse(RFC);
    }

    private static CachePolicy policy(Section section, boolean upstreamKnowsCaller, Set<String> perClient) {
        CachePolicy policy = RFC.withShareAuthenticated(share(section, upstreamKnowsCaller))
                .withSetCookie(choice(
                                section,
                                "set-cookie",
                                Map.of(
                                        "refuse", SetCookie.REFUSE,
                                        "store", SetCookie.STORE,
                                        "strip", SetCookie.STRIP))
                        .orElse(RFC.setCookie()))
                .withClientDirectives(choice(
                                section,
                                "client-directives",
                                Map.of("honor", ClientDirectives.HONOR, "limit", ClientDirectives.LIMIT))
                        .orElse(RFC.clientDirectives()))
                .withTargets(section.filled("targeted-fields")
                        .map(value -> words(value, "[CDN-Cache-Control]", CacheWords::targetedField))
                        .orElse(RFC.targets()))
                .withLifetimes(lifetimes(section))
                .withStale(stale(section.section("stale")))
                .withKey(key(section.section("key"), perClient))
                .withTagFields(choice(section, "tag-fields", Map.of("strip", TagFields.STRIP, "pass", TagFields.PASS))
                        .orElse(RFC.tagFields()))
                .withCompression(section.filled("compress")
                        .map(value -> words(value, "[zstd, gzip]", CacheWords::coding))
                        .orElse(List.<ContentCoding>of()));
        section.end();
        return policy;
    }

    private static boolean share(Section section, boolean upstreamKnowsCaller) {
        Optional<Value> key = section.filled("share-authenticated");
        boolean share = key.flatMap(Value::flag).orElse(false);
        if (share && upstreamKnowsCaller) {
            key.get()
                    .wrong(
                            "would hand one caller's answer to another: this route tells the upstream who is calling",
                            "tell-user: false and authorization: strip, or share-authenticated: false");
        }
        return share;
    }

    private static Lifetimes lifetimes(Section section) {
        Optional<Duration> ttl = section.filled("ttl").flatMap(value -> value.duration(Duration.ZERO, LONGEST));
        int percent = Lifetimes.RFC.heuristicPercent();
        Duration max = Lifetimes.RFC.heuristicMax();
        Optional<Value> heuristic = section.value("heuristic").filter(value -> !value.isMapping());
        if (heuristic.isPresent()) {
            percent = heuristic.get().word(Map.of("off", 0, "false", 0)).orElse(percent);
        } else {
            Section bounds = section.section("heuristic");
            percent = SettingsReader.integer(bounds, "percent", 1, 100, percent);
            max = SettingsReader.duration(bounds, "max", SECOND, LONGEST, max);
            bounds.end();
        }
        return new Lifetimes(
                ttl,
                percent,
                max,
                section.filled("error-ttl-max").flatMap(value -> value.duration(Duration.ZERO, LONGEST)));
    }

    private static Stale stale(Section section) {
        Stale stale = new Stale(
                SettingsReader.duration(section, "unreachable", Duration.ZERO, LONGEST, Stale.RFC.unreachable()),
                SettingsReader.duration(section, "grace", Duration.ZERO, LONGEST, Stale.RFC.grace()),
                SettingsReader.duration(section, "revalidate", Duration.ZERO, LONGEST, Stale.RFC.revalidate()),
                section.filled("with-s-maxage").flatMap(Value::flag).orElse(Stale.RFC.withSharedMaxAge()));
        section.end();
        return stale;
    }

    private static KeyRules key(Section section, Set<String> perClient) {
        Section query = section.section("query");
        Optional<Value> keep = query.filled("keep");
        Optional<Value> drop = query.filled("drop");
        if (keep.isPresent() && drop.isPresent()) {
            drop.get().wrong("says nothing beside keep, which leaves out all others", "one of the two");
        }
        KeyRules rules = new KeyRules(
                keep.map(value -> words(value, "[id, page]", CacheWords::parameter)),
                drop.map(value -> words(value, "[utm_*, fbclid]", CacheWords::parameter))
                        .orElse(List.of()),
                query.filled("sort").flatMap(Value::flag).orElse(false),
                section.filled("fields")
                        .map(value -> words(value, "[X-Tenant]", text -> CacheWords.keyField(text, perClient)))
                        .orElse(List.of()),
                section.filled("cookies")
                        .map(value -> words(value, "[currency]", CacheWords::cookie))
                        .orElse(List.of()));
        query.end();
        section.end();
        return rules;
    }

    private static <T> Optional<T> choice(Section section, String key, Map<String, T> words) {
        return section.filled(key).flatMap(value -> value.word(words));
    }

    /** The distinct items of a list, in its order; it may be empty. */
    private static <T> List<T> words(Value value, String example, Function<String, Parsed<T>> parser) {
        List<T> words = new ArrayList<>();
        for (Value item : value.items("a list such as " + example)) {
            Optional<T> word = item.parse(parser);
            if (word.filter(words::contains).isPresent()) {
                item.wrong("is there twice", "once is enough");
            }
            word.ifPresent(words::add);
        }
        return words;
    }
}
