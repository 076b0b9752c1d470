package forebay.config;

import forebay.balance.SessionKeys;
import forebay.balance.StickySettings;
import forebay.balance.StickySettings.Attributes;
import forebay.http.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how a pool keeps clients with their upstreams. */
final class StickyReader {
    private static final String DEFAULT_NAME = "forebay";
    private static final String KEYS = "write keys: [\"${file:sticky.key}\"], a file with what"
            + " java -jar forebay.war cluster-key prints, the same on every node";
    private static final Duration LONGEST = Duration.ofDays(400);

    private StickyReader() {}

    static Optional<StickySettings> read(Section pool) {
        return pool.filled("sticky").flatMap(Value::section).flatMap(section -> {
            String cookie = section.filled("cookie")
                    .flatMap(value -> value.parse(StickyReader::name))
                    .orElse(DEFAULT_NAME);
            Attributes attributes = attributes(section);
            List<byte[]> keys =
                    section.required("keys", KEYS).map(KeysReader::read).orElse(List.of());
            section.value("keys").filter(Value::isEmptySequence).ifPresent(value -> value.wrong("has no key", KEYS));
            section.end();
            return keys.isEmpty()
                    ? Optional.<StickySettings>empty()
                    : Optional.of(new StickySettings(cookie, new SessionKeys(keys), attributes));
        });
    }

    private static Attributes attributes(Section section) {
        Attributes defaults = Attributes.DEFAULT;
        boolean secure = section.filled("secure").flatMap(Value::flag).orElse(defaults.secure());
        Optional<Value> site = section.filled("same-site");
        String sameSite = site.flatMap(value -> value.word(Map.of("lax", "Lax", "strict", "Strict", "none", "None")))
                .orElse(defaults.sameSite());
        if (sameSite.equals("None") && !secure) {
            site.ifPresent(value -> value.wrong("is not kept by browsers unless secure", "secure: true, or lax"));
        }
        return new Attributes(
                section.filled("max-age").flatMap(value -> value.duration(Duration.ofSeconds(1), LONGEST)),
                secure,
                section.filled("http-only").flatMap(Value::flag).orElse(defaults.httpOnly()),
                sameSite,
                section.filled("path")
                        .flatMap(value -> value.parse(StickyReader::path))
                        .orElse(defaults.path()));
    }

    private static Parsed<String> name(String text) {
        return Tokens.isToken(text)
                ? Parsed.of(text)
                : Parsed.bad("is not the name of a cookie", "a name such as forebay");
    }

    private static Parsed<String> path(String text) {
        return text.matches("/[!-:<-~]*")
                ? Parsed.of(text)
                : Parsed.bad("is not the path of a cookie", "a path such as / or /shop");
    }
}
