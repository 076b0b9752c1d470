package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.balance.BalanceSettings;
import forebay.balance.HealthSettings;
import forebay.balance.LimitSettings;
import forebay.balance.OperatorWord;
import forebay.balance.Pool;
import forebay.balance.PoolSettings;
import forebay.balance.RetrySettings;
import forebay.balance.SessionKeys;
import forebay.balance.StickySettings;
import forebay.balance.UpstreamSettings;
import forebay.balance.UpstreamState;
import forebay.exchange.CachePlan;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients stay with their upstreams, over gateways, reloads and failures. */
class StickyIT {
    private final List<String> cookiesSeen = new CopyOnWriteArrayList<>();
    private ScriptedOrigin one;
    private ScriptedOrigin two;

    @BeforeEach
    void start() throws Exception {
        one = origin("one");
        two = origin("two");
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        two.close();
    }

    private ScriptedOrigin origin(String name) throws Exception {
        return ScriptedOrigin.start(conversation -> {
            cookiesSeen.addAll(conversation.head().all("Cookie"));
            conversation.answer(200, "Set-Cookie: app=1\nCache-Control: max-age=9\n", name);
        });
    }

    private static PoolSettings pool(URI... upstreams) {
        StickySettings sticky = new StickySettings(
                "fb", new SessionKeys(List.of(new byte[SessionKeys.MIN_BYTES])), StickySettings.Attributes.DEFAULT);
        return new PoolSettings(
                "app",
                Stream.of(upstreams).map(url -> new UpstreamSettings(url, 1)).toList(),
                HealthSettings.DEFAULT,
                RetrySettings.DEFAULT,
                LimitSettings.DEFAULT,
                BalanceSettings.DEFAULT.with(sticky));
    }

    private static RawClient.Answer get(ProxyUnderTest gateway, String cookie) throws Exception {
        return gateway.exchange("GET / HTTP/1.1\nHost: app.test\nCookie: a=b; " + cookie + "\n\n");
    }

    /** The cookie that a client keeps of an answer. */
    private static String cookie(RawClient.Answer answer) {
        return answer.all("Set-Cookie").stream()
                .filter(line -> line.startsWith("fb="))
                .map(line -> line.substring(0, line.indexOf(';')))
                .findFirst()
                .orElse("");
    }

    @Test
    void everyGatewayLeadsToTheSameUpstream() throws Exception {
        try (ProxyUnderTest first = ProxyUnderTest.before(pool(one.url(), two.url()));
                ProxyUnderTest second = ProxyUnderTest.before(pool(two.url(), one.url()))) {
            RawClient.Answer answer = first.get("/");
            String cookie = cookie(answer);
            assertThat(answer.all("Set-Cookie"))
                    .as("the application's own stays")
                    .contains("app=1");
            assertThat(answer.all("Cache-Control")).containsExactly("max-age=9", "private=\"set-cookie\"");
            for (int i = 0; i < 4; i++) {
                for (ProxyUnderTest gateway : List.of(first, second)) {
                    RawClient.Answer next = get(gateway, cookie);
                    assertThat(next.content()).isEqualTo(answer.content());
                    assertThat(next.all("Set-Cookie")).containsExactly("app=1");
                    assertThat(next.all("Cache-Control")).containsExactly("max-age=9");
                }
            }
            assertThat(cookiesSeen)
                    .as("no upstream sees the gateway's cookie")
                    .hasSize(8)
                    .containsOnly("a=b");
        }
    }

    @Test
    void aReloadKeepsSessionsAndOneThatIsGoneGivesWay() throws Exception {
        try (ProxyUnderTest gateway = ProxyUnderTest.before(pool(one.url(), two.url()))) {
            RawClient.Answer answer = gateway.get("/");
            String cookie = cookie(answer);
            gateway.reload(ProxyUnderTest.SETTINGS, pool(ScriptedOrigin.nowhere(), one.url(), two.url()));
            assertThat(get(gateway, cookie).content()).isEqualTo(answer.content());

            ScriptedOrigin left = answer.content().equals("one") ? two : one;
            gateway.reload(ProxyUnderTest.SETTINGS, pool(left.url()));
            RawClient.Answer moved = get(gateway, cookie);
            assertThat(moved.content()).isNotEqualTo(answer.content());
            assertThat(cookie(moved)).startsWith("fb=").isNotEqualTo(cookie);
        }
    }

    @Test
    void oneThatDrainsKeepsItsSessionsAndOneThatDiesLosesThem() throws Exception {
        try (ProxyUnderTest gateway = ProxyUnderTest.before(pool(one.url(), two.url()))) {
            RawClient.Answer answer = gateway.get("/");
            String cookie = cookie(answer);
            ScriptedOrigin served = answer.content().equals("one") ? one : two;
            gateway.pools().pool("app").orElseThrow().upstreams().stream()
                    .filter(upstream -> upstream.url().equals(served.url()))
                    .forEach(upstream -> upstream.state().operator(OperatorWord.DRAINING, System.nanoTime()));
            assertThat(get(gateway, cookie).content()).isEqualTo(answer.content());
            assertThat(gateway.get("/").content()).isNotEqualTo(answer.content());

            served.close();
            RawClient.Answer moved = get(gateway, cookie);
            assertThat(moved.status()).isEqualTo(200);
            assertThat(moved.content()).isNotEqualTo(answer.content());
            assertThat(cookie(moved)).startsWith("fb=").isNotEqualTo(cookie);
        }
    }

    @Test
    void oneThatIsFullGivesWay() throws Exception {
        PoolSettings limited =
                pool(one.url(), two.url()).withLimits(new LimitSettings(LimitSettings.UNLIMITED, 1, 0, Duration.ZERO));
        try (ProxyUnderTest gateway = ProxyUnderTest.before(limited)) {
            RawClient.Answer answer = gateway.getInTurn("/");
            Pool pool = gateway.pools().pool("app").orElseThrow();
            UpstreamState full =
                    pool.upstreams().get(answer.content().equals("one") ? 0 : 1).state();
            pool.load().begin(full);
            RawClient.Answer moved = get(gateway, cookie(answer));
            assertThat(moved.status()).isEqualTo(200);
            assertThat(moved.content()).isNotEqualTo(answer.content());
            pool.load().end(full);
        }
    }

    @Test
    void theCacheSeesWhatTheUpstreamSaid() throws Exception {
        List<Fields> stored = new CopyOnWriteArrayList<>();
        try (ProxyUnderTest gateway = ProxyUnderTest.before(pool(one.url(), two.url()))) {
            gateway.plan(exchange -> new CachePlan() {
                @Override
                public RequestHead onForward(RequestHead forwarded) {
                    return forwarded;
                }

                @Override
                public Verdict onHead(ResponseHead head, Framing framing) {
                    stored.add(head.fields());
                    return new Relay(head);
                }

                @Override
                public FailureVerdict onFailure(NoAnswer why) {
                    throw new AssertionError(why.cause());
                }
            });
            assertThat(cookie(gateway.get("/"))).startsWith("fb=");
            assertThat(stored).hasSize(1);
            assertThat(stored.get(0).all("Set-Cookie")).containsExactly("app=1");
            assertThat(stored.get(0).all("Cache-Control")).containsExactly("max-age=9");
        }
    }
}
