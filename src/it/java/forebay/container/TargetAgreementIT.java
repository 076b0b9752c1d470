package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.CanonicalTarget;
import forebay.support.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For whatever passes, the path that access control judges, the path in the cache key and the bytes that the upstream
 * receives agree: over the wire, in containers that read targets in ways of their own.
 */
final class TargetAgreementIT {
    private static final int TARGETS = 12_000;
    private static final int CLIENTS = 4;
    private static final String[] ADMIN_SPELLINGS = {"/admin", "/ADMIN", "/%61dmin", "/Admin/x", "/adm%49n"};
    private static final Pattern KEY = Pattern.compile("; key=\"[^ ]+ [^ ]+ http://localhost((?:[^\"\\\\]|\\\\.)*)\"");

    /** What came of the requests of one client. */
    private static final class Tally {
        private int passed;
        private int forbidden;
        private int refused;
        private int keys;
        /** Requests on whose connection nothing came back, so that they were sent again. */
        private final List<String> unanswered = new ArrayList<>();

        private final List<String> disagreements = new ArrayList<>();
    }

    @ParameterizedTest
    @EnumSource(names = {"JAR", "TOMCAT10", "TOMCAT11"})
    void whatPassesMeansTheSameEverywhere(Container container, @TempDir Path temp, TestReporter reporter)
            throws Exception {
        List<String> targets = targets();
        Queue<String> strayed = new ConcurrentLinkedQueue<>();
        try (EchoOrigin origin = new EchoOrigin(head -> watch(head, targets, strayed))) {
            Conf conf = new Conf(temp.resolve("conf"), origin.url());
            try (RunningContainer gateway =
                    container.start(Files.createDirectories(temp.resolve("base")), "", conf.folder())) {
                Tally sum = run(container, gateway.port(), targets);
                sum.unanswered.forEach(request -> reporter.publishEntry(container + " did not answer", request));

                assertThat(strayed).isEmpty();
                assertThat(sum.disagreements).isEmpty();
                assertThat(sum.passed + sum.forbidden + sum.refused).isEqualTo(TARGETS);
                // The property must not be vacuous.
                assertThat(sum.passed).isGreaterThan(1_000);
                assertThat(sum.forbidden).isGreaterThan(150);
                assertThat(sum.refused).isGreaterThan(4_000);
                assertThat(sum.keys).isEqualTo(sum.passed + sum.forbidden);
                // A server may close a connection whenever its clock says that it was idle for too long, once for each.
                assertThat(sum.unanswered).hasSizeLessThanOrEqualTo(CLIENTS);
            }
        }
    }

    private static List<String> targets() {
        Random random = new Random(20_261_123);
        List<String> targets = new ArrayList<>(Targets.ROUND_ADMIN);
        List<String> generated = Targets.sequence(random, TARGETS - targets.size());
        for (int i = 0; i < generated.size(); i++) {
            String spelling = i % 5 == 0 ? ADMIN_SPELLINGS[random.nextInt(ADMIN_SPELLINGS.length)] : "";
            targets.add(spelling + generated.get(i));
        }
        return targets;
    }

    /** What the origin receives: nothing but what was sent, and for the user nothing that is for the admin. */
    private static void watch(EchoOrigin.Head head, List<String> targets, Queue<String> strayed) {
        String sent =
                asDelimited(targets.get(Integer.parseInt(head.field("X-Sent").orElseThrow())));
        boolean user = head.field("X-Client").orElseThrow().equals("user");
        if (!head.target().equals(sent)) {
            strayed.add("sent " + sent + " but received " + head.line());
        } else if (user && LaxServer.readsAdmin(head.target())) {
            strayed.add("the user got to " + head.line());
        }
    }

    private static Tally run(Container container, int port, List<String> targets) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Tally>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int first = i;
                clients.add(() -> {
                    try (Client client = new Client(container, port)) {
                        for (int n = first; n < targets.size(); n += CLIENTS) {
                            client.judgeGathering(n, targets.get(n));
                        }
                        return client.tally;
                    }
                });
            }
            Tally sum = new Tally();
            for (Future<Tally> done : threads.invokeAll(clients)) {
                Tally tally = done.get();
                sum.passed += tally.passed;
                sum.forbidden += tally.forbidden;
                sum.refused += tally.refused;
                sum.keys += tally.keys;
                sum.unanswered.addAll(tally.unanswered);
                sum.disagreements.addAll(tally.disagreements);
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Sends on one connection for as long as the gateway keeps it. */
    private static final class Client implements AutoCloseable {
        private final Container container;
        private final int port;
        private final Tally tally = new Tally();
        private Wire wire;
        private int onConnection;

        Client(Container container, int port) throws IOException {
            this.container = container;
            this.port = port;
            this.wire = new Wire(port);
        }

        /** So that a failure shows all that disagree, not the first alone. */
        void judgeGathering(int number, String sent) throws IOException {
            try {
                judge(number, sent);
            } catch (AssertionError e) {
                tally.disagreements.add(e.getMessage());
            }
        }

        private void judge(int number, String sent) throws IOException {
            Wire.Answer user = ask(number, sent, "user", Conf.USER_KEY);
            String target = asDelimited(sent);
            Optional<CanonicalTarget> canonical = canonical(target);
            if (canonical.isEmpty() || (user.status() == 400 && mayRefuse(container, sent))) {
                user.expect(400);
                tally.refused++;
                return;
            }
            if (isAdmin(canonical.get().path())) {
                user.expect(403);
                tally.forbidden++;
            } else {
                user.expect(200);
                assertThat(user.content()).isEqualTo("GET " + target + " HTTP/1.1");
                tally.passed++;
            }
            Wire.Answer admin = ask(number, sent, "admin", Conf.ADMIN_KEY);
            admin.expect(200);
            assertThat(admin.content()).isEqualTo("GET " + target + " HTTP/1.1");
            CanonicalTarget read = canonical.get();
            assertThat(key(admin))
                    .as("cache key for %s", target)
                    .isEqualTo(read.encodedPath()
                            + read.query().map(query -> "?" + query).orElse(""));
            tally.keys++;
        }

        private Wire.Answer ask(int number, String sent, String client, String key) throws IOException {
            String request = "GET " + sent + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + key + "\r\nX-Sent: "
                    + number + "\r\nX-Client: " + client + "\r\n\r\n";
            send(request);
            if (!wire.answers()) {
                tally.unanswered.add("request " + onConnection + " of a connection: " + request);
                reconnect();
                send(request);
            }
            Wire.Answer answer = wire.read(true);
            if (answer.status() >= 400 && answer.status() != 403) {
                reconnect();
            }
            return answer;
        }

        private void send(String request) throws IOException {
            onConnection++;
            wire.send(request);
        }

        private void reconnect() throws IOException {
            wire.close();
            wire = new Wire(port);
            onConnection = 0;
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    private static Optional<CanonicalTarget> canonical(String target) {
        return CanonicalTarget.parse(target, Set.of()) instanceof CanonicalTarget.Accepted accepted
                ? Optional.of(accepted.target())
                : Optional.empty();
    }

    /** The target without white space at its end, which servers may take as part of the delimiter (RFC 9112 §3). */
    private static String asDelimited(String sent) {
        return sent.stripTrailing();
    }

    private static boolean isAdmin(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.equals("/admin") || lower.startsWith("/admin/");
    }

    /**
     * Whether a container may refuse by itself what the gateway would let pass: Tomcat does not take all that browsers
     * send unencoded, Jetty takes a space too many but no tab.
     */
    private static boolean mayRefuse(Container container, String sent) {
        String refused = container == Container.JAR ? "\t" : "\t[]|^\"<>`{}\\";
        return sent.chars().anyMatch(c -> refused.indexOf(c) >= 0);
    }

    private static String key(Wire.Answer answer) {
        String status = answer.field("Cache-Status").orElseThrow();
        Matcher key = KEY.matcher(status);
        assertThat(key.find()).as(status).isTrue();
        return key.group(1).replaceAll("\\\\(.)", "$1");
    }
}
