package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.KeyRules;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.http.RequestHead;
import forebay.route.FieldEdits;
import forebay.route.Route;
import forebay.route.Template;
import forebay.route.Variable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes with key rules, from a request's arrival to its end. */
class KeyedRouteTest {
    private final FlowFixture node = new FlowFixture();

    @BeforeEach
    void rules() {
        node.route = FlowFixture.route(
                CachePolicy.RFC.withKey(new KeyRules(
                        Optional.empty(), List.of("utm_*"), true, List.of("x-tenant"), List.of("currency"))),
                false);
        node.upstream = request -> Scripted.of(
                200,
                request.target() + ' ' + request.fields().first("X-Tenant").orElse("none"),
                "Cache-Control",
                "max-age=60",
                "Content-Location",
                "/elsewhere");
    }

    @AfterEach
    void close() {
        node.store.close();
    }

    @ParameterizedTest(name = "§4.1 a field with {0}: stored {1}")
    @CsvSource({
        "{client}, false",
        "a{request-id}, false",
        "{principal}, false",
        "{route}-{host}-{scheme}, true",
        "a, true",
    })
    void whatVariesByAFieldThatTheRouteMakesForEachClientIsNotStored(String value, boolean stored) {
        FieldEdits.Line line = new FieldEdits.Line(
                "X-Made", Template.parse(value, Variable.OF_FIELDS).orElseThrow());
        for (FieldEdits edits : List.of(
                new FieldEdits(List.of(), List.of(line), List.of()),
                new FieldEdits(List.of(), List.of(), List.of(line)))) {
            node.route = Route.builder("app", "pool")
                    .keepHost(false)
                    .cache(CachePolicy.RFC)
                    .requestFields(edits)
                    .build();
            String path = edits.set().isEmpty() ? "/added" : "/set";
            node.upstream = request -> Scripted.of(200, "", "Cache-Control", "max-age=60", "Vary", "Accept, x-made");
            assertThat(hits(path)).isFalse();
            assertThat(hits(path)).isEqualTo(stored);
        }
        assertThat(node.events.contains("not stored vary-per-client")).isNotEqualTo(stored);
    }

    private boolean hits(String path, String... fields) {
        return node.get(path, fields).cacheStatus().equals("hit");
    }

    @Test
    void whatDoesNotCountIsAHitAndGoesUpstreamUnchanged() {
        assertThat(hits("/a?utm_source=x&b=2&a=1")).isFalse();
        assertThat(node.asked).extracting(RequestHead::target).containsExactly("/a?utm_source=x&b=2&a=1");

        assertThat(hits("/a?a=1&b=2")).isTrue();
        assertThat(hits("/a?b=2&utm_campaign=y&a=1")).isTrue();
        assertThat(hits("/a?a=1&b=3")).isFalse();
        assertThat(hits("/b?a=1&b=2")).isFalse();
    }

    @Test
    void fieldsAndCookiesThatCountPartTheStoredResponses() {
        assertThat(hits("/a", "X-Tenant", "one")).isFalse();
        assertThat(hits("/a", "X-Tenant", "two")).isFalse();
        assertThat(hits("/a")).isFalse();
        assertThat(hits("/a", "X-Tenant", "one", "Cookie", "currency=EUR; id=7"))
                .isFalse();

        assertThat(hits("/a", "X-Tenant", "one", "Cookie", "id=8")).isTrue();
        assertThat(hits("/a", "X-Tenant", "one", "Cookie", "id=9; currency=EUR"))
                .isTrue();
    }

    /** A field that Connection nominates is not forwarded: the answer is the one for none, and is stored as such. */
    @Test
    void aFieldThatIsNotForwardedIsNoPartOfTheKey() {
        assertThat(node.get("/a", "X-Tenant", "one", "Connection", "X-Tenant").content())
                .isEqualTo("/a none");

        assertThat(node.get("/a", "X-Tenant", "one").content()).isEqualTo("/a one");
        assertThat(hits("/a")).isTrue();
    }

    @ParameterizedTest(name = "§4.4 {0}")
    @ValueSource(strings = {"/a?b=2&a=1", "/a?a=1&utm_x=5&b=2", "/a?a=1&b=2"})
    @Holds("9111-4.4-4")
    void anInvalidationReachesAllPartitionsOfTheUri(String target) {
        node.get("/a?utm_source=x&b=2&a=1", "X-Tenant", "one");
        node.get("/a?utm_source=x&b=2&a=1", "Cookie", "currency=EUR");
        node.get("/a?a=2");
        node.pass(Duration.ofSeconds(1));
        node.send("POST", target);
        node.pass(Duration.ofSeconds(1));

        assertThat(hits("/a?a=1&b=2", "X-Tenant", "one")).isFalse();
        assertThat(hits("/a?a=1&b=2", "Cookie", "currency=EUR")).isFalse();
        assertThat(hits("/a?a=2")).isTrue();
    }

    @Test
    void anInvalidationByAnotherRouteReachesThisOne() {
        node.get("/elsewhere?utm_source=x", "X-Tenant", "one");
        node.get("/elsewhere");
        node.pass(Duration.ofSeconds(1));
        node.send("POST", "/a");
        node.pass(Duration.ofSeconds(1));

        assertThat(hits("/elsewhere", "X-Tenant", "one")).isFalse();
        assertThat(node.shared.announced).extracting(Object::toString).contains("http://origin.test/elsewhere");
    }

    /** What the other nodes are told reaches their stored responses, whatever counts in the query. */
    @Test
    void otherNodesLearnTheFormThatTheyStoredUnder() {
        node.send("POST", "/a?utm_x=5&b=2&a=1");

        assertThat(node.shared.announced)
                .extracting(Object::toString)
                .contains("http://origin.test/a?utm_x=5&b=2&a=1", "http://origin.test/a?a=1&b=2");
    }
}
