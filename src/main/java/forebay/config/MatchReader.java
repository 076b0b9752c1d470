package forebay.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import forebay.route.Conditions;
import forebay.route.HostMatch;
import forebay.route.PathMatch;
import forebay.route.RouteMatch;
import forebay.route.ValueCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads which requests a route takes: {@code host}, {@code path}, {@code exact}, {@code pattern} and {@code when}. */
final class MatchReader {
    private static final String WILDCARD = "*.";

    private final Set<String> authorities;

    /**
     * A reader.
     *
     * @param authorities the hosts that requests may name; empty for any
     */
    MatchReader(Set<String> authorities) {
        this.authorities = authorities;
    }

    /** What {@code route} says of it; what it does not say is any. */
    RouteMatch read(Section route) {
        HostMatch host = route.filled("host").flatMap(this::host).orElse(HostMatch.ANY);
        return new RouteMatch(host, path(route), conditions(route.section("when")));
    }

    private Optional<HostMatch> host(Value value) {
        Optional<HostMatch> host = value.parse(MatchReader::host);
        host.filter(some -> !authorities.isEmpty() && authorities.stream().noneMatch(name -> takes(some, name)))
                .ifPresent(some -> value.wrong(
                        "is not one of the authorities, so that no request can reach this route",
                        "add it to authorities, or remove the route"));
        return host;
    }

    private static Parsed<HostMatch> host(String text) {
        boolean wildcard = text.startsWith(WILDCARD);
        Parsed<String> name = Addresses.host(wildcard ? text.substring(WILDCARD.length()) : text);
        if (name.value().isEmpty() && text.indexOf('*') >= 0) {
            return Parsed.bad(
                    "is no wildcard", "a star for the first labels, such as *.shop.example; without host, any");
        }
        return name.map(host -> wildcard ? HostMatch.below(host) : HostMatch.exact(host));
    }

    private static boolean takes(HostMatch host, String authority) {
        return host.kind() == HostMatch.Kind.EXACT
                ? authority.equals(host.name())
                : authority.endsWith("." + host.name());
    }

    private static PathMatch path(Section route) {
        Optional<Value> prefix = route.filled("path");
        Optional<Value> exact = route.filled("exact");
        Optional<Value> pattern = route.filled("pattern");
        List<Value> declared = new ArrayList<>();
        List.of(prefix, exact, pattern).forEach(value -> value.ifPresent(declared::add));
        declared.stream()
                .skip(1)
                .forEach(value -> value.wrong(
                        "says the path a second time", "one of path (all below it too), exact and pattern"));
        return exact.flatMap(value -> value.parse(RouteWords::exactPath))
                .map(PathMatch::exact)
                .or(() -> pattern.flatMap(value -> value.parse(RouteWords::pathPattern))
                        .map(PathMatch::pattern))
                .or(() -> prefix.flatMap(value -> value.parse(RouteWords::pathPrefix))
                        .map(PathMatch::prefix))
                .orElse(PathMatch.ALL);
    }

    private static Conditions conditions(Section when) {
        Set<String> methods = when.filled("methods")
                .map(value -> RouteReader.words(value, "[GET, HEAD]", item -> item.parse(RouteWords::method)))
                .orElse(Set.of());
        Conditions conditions = new Conditions(
                methods,
                values(when, "fields", MatchWords::field, "- name: X-Beta"),
                values(when, "query", MatchWords::parameter, "- name: version"));
        when.end();
        return conditions;
    }

    private static List<ValueCondition> values(
            Section when, String key, Function<String, Parsed<String>> name, String example) {
        List<ValueCondition> conditions = new ArrayList<>();
        when.filled(key)
                .ifPresent(list -> list.items("write " + example + ", with is: or matches: beside it")
                        .forEach(item -> item.section()
                                .flatMap(section -> value(section, name))
                                .ifPresent(conditions::add)));
        return List.copyOf(conditions);
    }

    private static Optional<ValueCondition> value(Section section, Function<String, Parsed<String>> reader) {
        Optional<String> name =
                section.required("name", "write name: with the name of it").flatMap(value -> value.parse(reader));
        Optional<Value> is = section.filled("is");
        Optional<Value> matches = section.filled("matches");
        if (is.isPresent() && matches.isPresent()) {
            matches.get().wrong("says nothing beside is", "one of the two");
        }
        Optional<String> equal = is.flatMap(Value::text);
        Optional<Pattern> pattern = matches.flatMap(value -> value.parse(MatchReader::compile));
        section.end();
        return name.map(some -> new ValueCondition(
                some,
                equal.<ValueCondition.Test>map(ValueCondition.Equal::new)
                        .or(() -> pattern.map(ValueCondition.Matching::new))
                        .orElseGet(ValueCondition.Present::new)));
    }

    /** A pattern of RE2. */
    static Parsed<Pattern> compile(String text) {
        try {
            return Parsed.of(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            return Parsed.bad(
                    "is no pattern of RE2 (" + e.getDescription() + ")",
                    "RE2 syntax; it has no look-around and no back references");
        }
    }
}
