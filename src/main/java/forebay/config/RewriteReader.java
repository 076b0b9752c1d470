package forebay.config;

import com.google.re2j.Pattern;
import forebay.exchange.ForwardingFields;
import forebay.http.HopByHop;
import forebay.http.NameSet;
import forebay.http.Tokens;
import forebay.route.CookiePaths;
import forebay.route.FieldEdits;
import forebay.route.PathMatch;
import forebay.route.PathRewrite;
import forebay.route.Redirect;
import forebay.route.Template;
import forebay.route.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a route changes: {@code rewrite}, {@code redirect}, {@code https}, and fields of requests and responses. */
final class RewriteReader {
    private static final Map<String, Integer> STATUSES =
            Map.of("301", 301, "302", 302, "303", 303, "307", 307, "308", 308);
    private static final NameSet NEVER = NameSet.of(
            "host",
            "content-length",
            "expect",
            "via",
            "x-request-id",
            "x-forebay-mirror",
            "age",
            "cache-status",
            "proxy-status",
            "content-encoding",
            "content-range",
            "range",
            "date");
    private static final NameSet CREDENTIALS =
            NameSet.of("authorization", "x-api-key", "www-authenticate", "authentication-info", "set-cookie2");

    private static final Map<String, CookiePaths> COOKIE_PATHS =
            Stream.of(CookiePaths.values()).collect(Collectors.toUnmodifiableMap(CookiePaths::word, paths -> paths));

    private RewriteReader() {}

    /** The path for the upstream. */
    static Optional<PathRewrite> rewrite(Section route, PathMatch path, boolean letsIn) {
        Section section = route.section("rewrite");
        Optional<Value> prefix = section.filled("prefix");
        Optional<Value> pattern = section.filled("pattern");
        Optional<Value> to = section.filled("to");
        if (route.value("rewrite").filter(Value::isMapping).isPresent() && prefix.isPresent() == pattern.isPresent()) {
            section.wrong("says not one thing", "prefix: /app, or pattern: with to: beside it");
        }
        prefix.filter(value -> path.kind() != PathMatch.Kind.PREFIX)
                .ifPresent(
                        value -> value.wrong("replaces the path of the route, which has none", "path:, or pattern:"));
        pattern.filter(value -> letsIn)
                .ifPresent(value -> value.wrong(
                        "can not be applied to what let-in lets in: servers read that differently", "prefix:"));
        Optional<Pattern> compiled = pattern.flatMap(value -> value.parse(MatchReader::compile));
        Optional<String> target = to.flatMap(value -> value.parse(text -> replacement(text, compiled)));
        if (pattern.isPresent() != to.isPresent()) {
            section.wrong(to.isPresent() ? "pattern" : "to", "is missing", "pattern: and to: together");
        }
        Optional<Value> cookies = section.filled("cookie-path");
        cookies.filter(value -> prefix.isEmpty())
                .ifPresent(value -> value.wrong("is for prefix only", "remove it, or write prefix:"));
        CookiePaths paths = cookies.flatMap(value -> value.word(COOKIE_PATHS)).orElse(CookiePaths.BACK);
        Optional<String> taking = prefix.flatMap(value -> value.parse(RouteWords::pathPrefix));
        section.end();
        return taking.<PathRewrite>map(some -> new PathRewrite.Prefix(path.text(), some, paths))
                .or(() -> compiled.flatMap(some -> target.map(text -> new PathRewrite.Whole(some, text))));
    }

    private static Parsed<String> replacement(String text, Optional<Pattern> pattern) {
        String right = "a path such as /v2/$1, with groups that the pattern has";
        if (!text.startsWith("/") && !text.startsWith("$")) {
            return Parsed.bad("does not begin with a slash", right);
        }
        if (pattern.isEmpty()) {
            return Parsed.of(text);
        }
        try {
            // Groups are looked up at a match only; an alternative with nothing in it makes one of every pattern.
            String unused = Pattern.compile("(?:" + pattern.get().pattern() + ")|")
                    .matcher("")
                    .replaceFirst(text);
            return Parsed.of(text);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return Parsed.bad("names a group that the pattern does not have", right);
        }
    }

    /** Where requests are sent instead of to a pool. */
    static Optional<Redirect> redirect(Section route) {
        Section section = route.section("redirect");
        int status =
                section.filled("status").flatMap(value -> value.word(STATUSES)).orElse(308);
        Optional<String> scheme =
                section.filled("scheme").flatMap(value -> value.word(Map.of("http", "http", "https", "https")));
        Optional<String> host = section.filled("host").flatMap(value -> value.parse(RewriteReader::authority));
        Optional<Template> path = section.filled("path").flatMap(value -> value.parse(RewriteReader::path));
        boolean keep = section.filled("query")
                .flatMap(value -> value.word(Map.of("keep", true, "drop", false)))
                .orElse(true);
        Optional<Value> declared = route.value("redirect");
        if (declared.filter(Value::isMapping).isPresent()
                && List.of("scheme", "host", "path").stream()
                        .allMatch(key -> section.value(key).isEmpty())) {
            declared.get().wrong("leads to where the request came", "at least one of scheme, host and path");
        }
        section.end();
        Template same = new Template(List.of(new Template.Hole(Variable.PATH)));
        return declared.map(unused -> new Redirect(status, scheme, host, path.orElse(same), keep));
    }

    private static Parsed<String> authority(String text) {
        int colon = text.lastIndexOf(':');
        boolean port =
                colon > text.lastIndexOf(']') && text.substring(colon + 1).matches("[1-9][0-9]{0,4}");
        Parsed<String> host = Addresses.host(port ? text.substring(0, colon) : text);
        return host.map(name -> port ? name + text.substring(colon) : name);
    }

    private static Parsed<Template> path(String text) {
        String right = "a path such as /new{rest}, with " + words(Variable.OF_PATHS);
        if (!text.startsWith("/") && !text.startsWith("{")) {
            return Parsed.bad("does not begin with a slash", right);
        }
        if (!text.matches("[!-~]+") || text.startsWith("//") || text.matches(".*[?#\\\\].*")) {
            return Parsed.bad("is not a path as it stands in a URI, percent-encoded and without query", right);
        }
        return Template.parse(text, Variable.OF_PATHS)
                .map(Parsed::of)
                .orElseGet(() -> Parsed.bad("has a brace that is no variable", right + "; {{ for a brace"));
    }

    private static String words(List<Variable> variables) {
        return variables.stream().map(variable -> "{" + variable.word() + "}").collect(Collectors.joining(", "));
    }

    /** The port of https that requests by http are sent to. */
    static OptionalInt toHttps(Section route) {
        Optional<Value> word = route.value("to-https").filter(value -> !value.isMapping());
        if (word.isPresent()) {
            return word.get().flag().orElse(false) ? OptionalInt.of(443) : OptionalInt.empty();
        }
        Section section = route.section("to-https");
        boolean declared = route.value("to-https").isPresent();
        int port = SettingsReader.integer(section, "port", 1, 65_535, 443);
        section.end();
        return declared ? OptionalInt.of(port) : OptionalInt.empty();
    }

    /** Changes to the fields of requests, or of responses. */
    static FieldEdits edits(Section route, String key, boolean tellsUser) {
        Section section = route.section(key);
        FieldEdits edits =
                new FieldEdits(removed(section), lines(section, "set", tellsUser), lines(section, "add", tellsUser));
        section.end();
        return edits;
    }

    private static List<String> removed(Section section) {
        return section.filled("remove")
                .map(value ->
                        List.copyOf(RouteReader.words(value, "[X-Debug]", item -> item.parse(RewriteReader::field))))
                .orElse(List.of());
    }

    private static List<FieldEdits.Line> lines(Section section, String key, boolean tellsUser) {
        List<FieldEdits.Line> lines = new ArrayList<>();
        for (Map.Entry<String, Value> entry : section.filled(key)
                .map(value -> value.named("write names of fields with their values below it"))
                .orElse(List.of())) {
            Parsed<String> name = field(entry.getKey());
            if (name.value().isEmpty()) {
                entry.getValue().wrong("\"" + Value.shown(entry.getKey()) + "\" " + name.wrong(), name.right());
            }
            entry.getValue()
                    .parse(text -> value(text, tellsUser))
                    .ifPresent(template -> lines.add(new FieldEdits.Line(entry.getKey(), template)));
        }
        return List.copyOf(lines);
    }

    private static Parsed<String> field(String name) {
        String right = "a field of the application, such as X-Tenant";
        if (!Tokens.isToken(name)) {
            return Parsed.bad("is not the name of a field", right);
        }
        String hyphened = name.replace('_', '-');
        if (HopByHop.isHopByHop(hyphened) || NEVER.contains(hyphened)) {
            return Parsed.bad("is of the connection, of the framing, or the gateway's own", right);
        }
        if (CREDENTIALS.contains(hyphened)) {
            return Parsed.bad("is a credential", right + "; authorization: says what becomes of Authorization");
        }
        return ForwardingFields.areOwn(name)
                ? Parsed.bad("tells of the way here, which the gateway writes itself", right)
                : Parsed.of(name);
    }

    private static Parsed<Template> value(String text, boolean tellsUser) {
        String right = "visible ASCII with " + words(Variable.OF_FIELDS) + "; {{ for a brace";
        if (!text.matches("[ -~]*")) {
            return Parsed.bad("has characters that no field value can have", right);
        }
        Optional<Template> template = Template.parse(text.strip(), Variable.OF_FIELDS);
        if (template.filter(some -> some.has(Variable.PRINCIPAL)).isPresent() && !tellsUser) {
            return Parsed.bad("tells who is calling, which this route does not", "tell-user: true, or no {principal}");
        }
        return template.map(Parsed::of).orElseGet(() -> Parsed.bad("has a brace that is no variable", right));
    }
}
