package forebay.guard;

import forebay.edge.Problem;
import forebay.exchange.ForwardingFields;
import forebay.exchange.ViaPseudonym;
import forebay.http.CanonicalTarget;
import forebay.http.CanonicalTarget.Accepted;
import forebay.http.CanonicalTarget.Refused;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.TargetLeniency;
import forebay.http.TargetRefusal;
import forebay.http.Upgrade;
import forebay.route.Route;
import forebay.route.RoutedRequest;
import forebay.route.Router;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at one request, step by step; the first problem is the one that it is refused for. Pure; for one use. */
final class Inspection implements RoutedRequest {
    /** The paths of the gateway itself, which no route takes. */
    static final String OWN_PATH = "/_forebay";

    /** Methods that are answered 405 where a route does not take them; others, unless some route does, are 501. */
    private static final Set<String> KNOWN_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    /** Methods that no route takes: they are about the connection, not about a resource. */
    private static final Set<String> REFUSED_METHODS = Set.of("TRACE", "CONNECT");

    private final RawRequest raw;
    private final GuardRules rules;
    private final Router router;
    private final ViaPseudonym pseudonym;

    private Optional<Problem> problem = Optional.empty();
    private String scheme;
    private String host = "";
    private String authority = "";
    private CanonicalTarget target = CanonicalTarget.NONE;
    private Optional<Route> route = Optional.empty();
    private Optional<TargetRefusal> reported = Optional.empty();

    Inspection(RawRequest raw, GuardRules rules, Router router, ViaPseudonym pseudonym) {
        this.raw = raw;
        this.rules = rules;
        this.router = router;
        this.pseudonym = pseudonym;
        this.scheme = raw.scheme();
    }

    Finding run() {
        boolean trusted = rules.proxies().trust(raw.peer());
        MessageRules.problem(raw).ifPresent(this::refuse);
        Optional<ForwardingChain> read = ForwardingChain.read(raw.fields(), raw.peer(), rules.proxies());
        if (read.isEmpty()) {
            refuse(GuardRefusal.FORWARDING_CONFLICT);
        }
        ForwardingChain chain = read.orElseGet(() -> ForwardingChain.none(raw.peer()));
        checkScheme(trusted);
        findAuthority(chain);
        findTarget();
        checkRoute();
        checkMethod();
        checkLoop();
        checkContent();
        RequestHead head = new RequestHead(raw.method(), scheme, authority, target.received(), fields(chain));
        return new Finding(head, target, chain.client(), trusted, route, problem, reported, upgrade());
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String method() {
        return raw.method();
    }

    @Override
    public Fields fields() {
        return raw.fields();
    }

    @Override
    public Optional<String> query() {
        String text = raw.target().orElse("");
        int mark = text.indexOf('?');
        return mark < 0 ? Optional.empty() : Optional.of(text.substring(mark + 1));
    }

    /** What is https must have come by it, unless a proxy that is trusted stands for that (RFC 9110 §7.4). */
    private void checkScheme(boolean trusted) {
        if (!trusted && !raw.secure() && !raw.scheme().equals("http")) {
            refuse(GuardRefusal.SCHEME_UNSECURED);
        }
    }

    private void findAuthority(ForwardingChain chain) {
        String connection = raw.scheme();
        chain.scheme().ifPresent(named -> scheme = named.toLowerCase(Locale.ROOT));
        if (!scheme.equals("http") && !scheme.equals("https")) {
            refuse(GuardRefusal.FORWARDED_PROTO);
            scheme = connection;
        }
        Optional<Authority> asked = askedAuthority();
        Optional<Authority> named =
                chain.authority().isPresent() ? chain.authority().flatMap(Authority::parse) : asked;
        if (asked.isPresent() && named.isEmpty()) {
            refuse(GuardRefusal.FORWARDED_HOST);
        }
        if (problem.isEmpty() && named.isPresent()) {
            host = named.get().host();
            authority = named.get().text(scheme);
            if (!rules.serves(host)) {
                refuse(GuardRefusal.AUTHORITY_UNKNOWN);
            }
        }
    }

    /** What the client asked for, where Host is as RFC 9112 §3.2 wants it; empty, with a problem, where it is not. */
    private Optional<Authority> askedAuthority() {
        List<String> hosts = raw.fields().all("Host");
        boolean first = raw.protocol().startsWith("HTTP/1");
        if (hosts.size() > 1) {
            return refused(GuardRefusal.HOST_REPEATED);
        }
        if (hosts.isEmpty() && raw.protocol().equals("HTTP/1.1")) {
            return refused(GuardRefusal.HOST_MISSING);
        }
        Optional<Authority> named = hosts.isEmpty() ? Optional.empty() : Authority.parse(hosts.get(0));
        if (named.isPresent() && named.get().isAt(raw.serverName(), raw.serverPort(), raw.scheme())) {
            return named; // nearly always
        }
        Optional<Authority> container = Authority.parse(raw.serverName())
                .map(name -> new Authority(name.host(), OptionalInt.of(raw.serverPort())));
        Optional<Authority> field = hosts.isEmpty() ? container.map(this::withoutDefaultPort) : named;
        if (field.isEmpty() || container.isEmpty()) {
            return refused(GuardRefusal.HOST_INVALID);
        }
        if (field.get().text(raw.scheme()).equals(container.get().text(raw.scheme()))) {
            return field;
        }
        // An absolute-form target replaces Host (RFC 9112 §3.2.2); :authority must agree with it (RFC 9113 §8.3.1).
        return first ? container.map(this::withoutDefaultPort) : refused(GuardRefusal.HOST_MISMATCH);
    }

    private Authority withoutDefaultPort(Authority full) {
        return Authority.parse(full.text(raw.scheme())).orElse(full);
    }

    private void findTarget() {
        if (raw.target().isEmpty()) {
            refuse(GuardRefusal.CONTEXT_PATH);
        }
        if (problem.isPresent()) {
            return;
        }
        String text = raw.target().orElseThrow();
        CanonicalTarget.Verdict verdict = CanonicalTarget.parse(text, Set.of());
        if (verdict instanceof Accepted accepted) {
            target = accepted.target();
            route = isOwn(target.path()) ? Optional.empty() : router.match(this, target.path());
        } else if (verdict instanceof Refused refused) {
            findLenientTarget(text, refused);
        }
    }

    /** A route that lets in more is chosen by the literal part before the first thing that it lets in. */
    private void findLenientTarget(String text, Refused strict) {
        Optional<Route> chosen =
                strict.reason().leniency().flatMap(any -> router.matchStart(this, strict.literalPath()));
        Set<TargetLeniency> leniency = chosen.map(Route::leniency).orElse(Set.of());
        CanonicalTarget.Verdict verdict = leniency.isEmpty() ? strict : CanonicalTarget.parse(text, leniency);
        if (verdict instanceof Refused refused
                && chosen.filter(Route::reportOnly).isPresent()) {
            reported = Optional.of(refused.reason());
            verdict = CanonicalTarget.parse(text, EnumSet.allOf(TargetLeniency.class));
        }
        if (verdict instanceof Accepted accepted && notOwn(accepted.target())) {
            target = accepted.target();
            route = chosen;
        } else {
            reported = Optional.empty();
            refuse(GuardRefusal.of(verdict instanceof Refused refused ? refused.reason() : strict.reason()));
        }
    }

    /** A container may take any reading for the gateway's own path and hand it to the admin servlet. */
    private static boolean notOwn(CanonicalTarget lenient) {
        return lenient.accessForms().stream().noneMatch(Inspection::isOwn);
    }

    private static boolean isOwn(String path) {
        return path.startsWith(OWN_PATH)
                && (path.length() == OWN_PATH.length() || path.charAt(OWN_PATH.length()) == '/');
    }

    /** What the route sends instead of the target must be read in one way, too; and by https where it wants that. */
    private void checkRoute() {
        if (problem.isPresent() || route.isEmpty()) {
            return;
        }
        if (route.get().toHttps().isPresent() && scheme.equals("http")) {
            int port = route.get().toHttps().getAsInt();
            String to = "https://" + host + (port == 443 ? "" : ":" + port) + raw.mountedAt() + target.received();
            refuse(GuardRefusal.TO_HTTPS.problem().with("Location", to));
        } else if (route.get()
                .rewrite()
                .filter(some -> some.target(target).isEmpty())
                .isPresent()) {
            refuse(GuardRefusal.TARGET_REWRITE);
        }
    }

    private void checkMethod() {
        String method = raw.method();
        if (!KNOWN_METHODS.contains(method) && !router.methods().contains(method)) {
            refuse(GuardRefusal.METHOD_UNKNOWN);
            return;
        }
        boolean taken = route.map(found -> found.methods().contains(method)).orElse(true);
        if (!taken || REFUSED_METHODS.contains(method)) {
            Set<String> allowed = new TreeSet<>(route.map(Route::methods).orElse(Route.DEFAULT_METHODS));
            allowed.removeAll(REFUSED_METHODS);
            refuse(GuardRefusal.METHOD_NOT_ALLOWED.problem().with("Allow", String.join(", ", allowed)));
        }
    }

    private void checkLoop() {
        for (String line : raw.fields().all("Via")) {
            if (!line.contains(pseudonym.value())) {
                continue; // most of them, without a look at each word
            }
            for (String word : line.split("[ \t,]+", -1)) {
                if (word.equals(pseudonym.value())) {
                    refuse(GuardRefusal.LOOP);
                }
            }
        }
    }

    /** HTTP/1.1 alone has it (RFC 9110 §7.8), and RFC 6455 §4.1 wants GET; content would have no place in it. */
    private Optional<String> upgrade() {
        boolean asked = raw.protocol().equals("HTTP/1.1")
                && raw.method().equals("GET")
                && route.filter(Route::webSocket).isPresent()
                && Upgrade.toWebSocket(raw.fields())
                && !raw.fields().contains("Transfer-Encoding")
                && raw.fields().first("Content-Length").orElse("0").equals("0");
        return asked ? Optional.of(Upgrade.WEBSOCKET) : Optional.empty();
    }

    private void checkContent() {
        Optional<Long> length = raw.fields().first("Content-Length").flatMap(MessageRules::contentLength);
        if (route.isPresent()
                && length.isPresent()
                && length.get() > route.get().maxContentBytes()) {
            refuse(GuardRefusal.CONTENT_TOO_LARGE);
        }
    }

    /** The fields as received, with what is known of the way here in X-Forwarded-For and nothing made up beside it. */
    private Fields fields(ForwardingChain chain) {
        Fields received = raw.fields();
        boolean clean = true;
        for (int i = 0; i < received.size() && clean; i++) {
            clean = !ForwardingFields.contains(received.name(i));
        }
        Fields kept = clean ? received : received.filter(name -> !ForwardingFields.contains(name));
        return chain.chain().isEmpty()
                ? kept
                : kept.plus(
                        "X-Forwarded-For",
                        chain.chain().stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", ")));
    }

    private Optional<Authority> refused(GuardRefusal reason) {
        refuse(reason);
        return Optional.empty();
    }

    private void refuse(GuardRefusal reason) {
        refuse(reason.problem());
    }

    private void refuse(Problem reason) {
        if (problem.isEmpty()) {
            problem = Optional.of(reason);
        }
    }
}
