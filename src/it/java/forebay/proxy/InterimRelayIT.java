package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.HealthSettings;
import forebay.balance.HedgeSettings;
import forebay.balance.LimitSettings;
import forebay.balance.RetryCondition;
import forebay.balance.RetrySettings;
import forebay.exchange.CachePlan;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import forebay.route.FieldEdits;
import forebay.route.InterimRelay;
import forebay.support.Http2Caller;
import forebay.support.Http2Caller.Call;
import forebay.support.Http2Origin;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.MetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim responses reach clients where the route and the client's protocol let them (RFC 9110 §15.2, RFC 8297). */
class InterimRelayIT {
    private static final String GET = "GET / HTTP/1.1\nHost: app.test\n\n";
    private static final String HINT = "HTTP/1.1 103 Early Hints\nLink: </style.css>; rel=preload\n\n";

    private static ScriptedOrigin hinting(String interims) throws Exception {
        return ScriptedOrigin.start(c -> {
            c.content();
            c.send(interims);
            c.answer(200, "X-Final: 1\n", "final");
        });
    }

    private static Call post(Http2Caller caller) throws Exception {
        Call call = caller.call("/");
        call.send("", true);
        await().until(call::ended);
        return call;
    }

    @Test
    void aClientByHttp2GetsThemUnlessToldOtherwise() throws Exception {
        try (ScriptedOrigin origin = hinting(HINT + HINT);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            Call call = post(caller);

            assertThat(call.head().getStatus()).isEqualTo(200);
            assertThat(call.text()).isEqualTo("final");
            assertThat(call.interims()).extracting(MetaData.Response::getStatus).containsExactly(103, 103);
            assertThat(call.interims().get(0).getHttpFields().get("Link")).isEqualTo("</style.css>; rel=preload");
            assertThat(call.head().getHttpFields().contains("Link")).isFalse();

            proxy.interim(InterimRelay.OFF);
            assertThat(post(caller).interims()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"HTTP/1.1, ALL, 1", "HTTP/1.1, HTTP2, 0", "HTTP/1.1, OFF, 0", "HTTP/1.0, ALL, 0"})
    void aClientByHttp1GetsThemWhereTheRouteSaysSo(String protocol, InterimRelay relay, int interims) throws Exception {
        try (ScriptedOrigin origin = hinting(HINT);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.interim(relay);
            for (int i = 0; i < 3; i++) {
                try (RawClient client = proxy.client()) {
                    client.send("GET / " + protocol + "\nHost: app.test\n\n");
                    assertThat(client.read("GET").content()).isEqualTo("final");
                    assertThat(client.interims()).hasSize(interims);
                }
            }
        }
    }

    /** Hints are of use while the answer is being made. */
    @Test
    void theyComeBeforeTheAnswerIsThere() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send(HINT);
                    seen.await();
                    c.answer(200, "", "final");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            proxy.interim(InterimRelay.ALL);
            for (int i = 0; i < 2; i++) {
                client.send(GET);
                RawClient.Answer hint = client.head();
                assertThat(hint.status()).isEqualTo(103);
                assertThat(hint.all("Link")).containsExactly("</style.css>; rel=preload");
                seen.countDown();
                assertThat(client.read("GET").content()).isEqualTo("final");
            }
        }
    }

    @ParameterizedTest(name = "§15.2 {0}")
    @CsvSource({"102, 1", "104, 1", "199, 1", "100, 0"})
    void allButThoseOfTheConnection(int status, int interims) throws Exception {
        try (ScriptedOrigin origin = hinting("HTTP/1.1 " + status + " X\nX-Interim: 1\n\n");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            proxy.interim(InterimRelay.ALL);
            assertThat(client.send(GET).read("GET").content()).isEqualTo("final");
            assertThat(client.interims()).hasSize(interims);
        }
    }

    @Test
    void nothingOfTheConnectionTheGatewayOrTheClientsStoreOfCookies() throws Exception {
        String hint = """
                HTTP/1.1 103 Early Hints
                Link: </a>
                Connection: X-Hop
                X-Hop: 1
                Set-Cookie: a=b
                X-Request-Id: theirs
                X-Powered-By: them
                Proxy-Authenticate: Basic
                Location: %s/next

                """;
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send(hint.formatted("http://" + c.head().all("Host").get(0)));
                    c.answer(200, "", "final");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            proxy.interim(InterimRelay.ALL);
            proxy.responseFields(new FieldEdits(List.of("X-Powered-By"), List.of(), List.of()));
            client.send(GET);

            assertThat(client.head().fields()).containsExactlyInAnyOrder("Link: </a>", "Location: /next");
        }
    }

    @Test
    void noMoreThanAFewAndNoneThatIsTooLarge() throws Exception {
        String large = "HTTP/1.1 103 Early Hints\nLink: " + "x".repeat(InterimHead.MOST_CHARACTERS) + "\n\n";
        try (ScriptedOrigin origin = hinting(large + HINT.repeat(InterimLine.MOST + 5));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            proxy.interim(InterimRelay.ALL);
            assertThat(client.send(GET).read("GET").content()).isEqualTo("final");
            assertThat(client.interims()).hasSize(InterimLine.MOST);
        }
    }

    @Test
    void ofEveryAttemptUntilOneAnswers() throws Exception {
        try (ScriptedOrigin first = ScriptedOrigin.start(c -> {
                    c.send(HINT);
                    c.close();
                });
                ScriptedOrigin second = hinting(HINT);
                ProxyUnderTest proxy = ProxyUnderTest.before(first.url(), second.url());
                RawClient client = proxy.client()) {
            proxy.interim(InterimRelay.ALL);
            assertThat(client.send(GET).read("GET").content()).isEqualTo("final");
            assertThat(client.interims()).containsExactly(103, 103);
        }
    }

    @Test
    void ofASlowAttemptAndOfTheOneBesideIt() throws Exception {
        RetrySettings hedged = new RetrySettings(
                3,
                Set.of(RetryCondition.CONNECT_FAILURE),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                0,
                10,
                0,
                Optional.of(new HedgeSettings(Optional.of(Duration.ofMillis(50)), 95, Duration.ofMillis(1))));
        CountDownLatch relayed = new CountDownLatch(1);
        try (ScriptedOrigin slow = ScriptedOrigin.start(c -> {
                    c.send(HINT);
                    c.awaitClose();
                });
                ScriptedOrigin other = ScriptedOrigin.start(c -> {
                    relayed.await();
                    c.send(HINT);
                    c.answer(200, "", "final");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(ProxyUnderTest.pool(
                        HealthSettings.DEFAULT, hedged, LimitSettings.DEFAULT, slow.url(), other.url()));
                RawClient client = proxy.client()) {
            proxy.interim(InterimRelay.ALL);
            assertThat(client.send(GET).head().status()).isEqualTo(103);
            relayed.countDown();
            assertThat(client.read("GET").content()).isEqualTo("final");
            assertThat(client.interims()).containsExactly(103);
        }
    }

    @Test
    void aProblemMayFollow() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send(HINT + "this is no HTTP\n\n");
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            proxy.interim(InterimRelay.ALL);
            assertThat(client.send(GET).read("GET").status()).isEqualTo(502);
            assertThat(client.interims()).containsExactly(103);
        }
    }

    @Test
    void ofAnUpstreamByHttp2Too() throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) ->
                        answer.head(103, false, "link", "</a>").head(200, false).data("final", true));
                ProxyUnderTest proxy = ProxyUnderTest.before(Http2UpstreamIT.h2c(), origin.url());
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            Call call = post(caller);
            assertThat(call.text()).isEqualTo("final");
            assertThat(call.interims()).singleElement().satisfies(hint -> {
                assertThat(hint.getStatus()).isEqualTo(103);
                assertThat(hint.getHttpFields().get("link")).isEqualTo("</a>");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 3\n\nabc", "Transfer-Encoding: chunked\n\n3\nabc\n0\n\n"})
    void aRequestWithContentGetsThemToo(String content) throws Exception {
        try (ScriptedOrigin origin = hinting(HINT);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            proxy.interim(InterimRelay.ALL);
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\nHost: app.test\n" + content);
                assertThat(client.read("POST").content()).isEqualTo("final");
            }
            assertThat(client.interims()).containsExactly(103, 103, 103);
        }
    }

    /** A plan is asked about the final head alone, so nothing of a hint can be stored. */
    @Test
    void theCacheNeverSeesThem() throws Exception {
        List<ResponseHead> seen = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin origin = hinting(HINT + HINT);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            proxy.plan(exchange -> new Recording(seen));
            assertThat(post(caller).interims()).hasSize(2);
            assertThat(seen).singleElement().satisfies(head -> {
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.fields().contains("Link")).isFalse();
            });
        }
    }

    /** A client that leaves between a hint and the answer leaves nothing behind. */
    @Test
    void theClientMayLeaveInBetween() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send(HINT);
                    gone.await();
                    c.send(HINT);
                    c.answer(200, "", "final");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.interim(InterimRelay.ALL);
            try (RawClient client = proxy.client()) {
                client.send(GET);
                assertThat(client.head().status()).isEqualTo(103);
                client.reset();
            }
            gone.countDown();
            await().until(() -> proxy.finished().size() == 1);
            assertThat(proxy.get("/").content()).isEqualTo("final");
        }
    }

    private record Recording(List<ResponseHead> seen) implements CachePlan {
        @Override
        public RequestHead onForward(RequestHead forwarded) {
            return forwarded;
        }

        @Override
        public Verdict onHead(ResponseHead head, Framing framing) {
            seen.add(head);
            return new Relay(head);
        }

        @Override
        public FailureVerdict onFailure(NoAnswer failure) {
            return new GiveUp();
        }
    }
}
