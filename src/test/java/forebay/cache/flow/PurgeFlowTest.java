package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.KeyRules;
import forebay.cache.CacheRequest;
import forebay.cache.PlainUri;
import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import forebay.cache.Reuse;
import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purges on one node, and every way that a response stored before could still reach somebody. */
final class PurgeFlowTest {
    private final FlowFixture node = new FlowFixture();
    private final PurgeTable table =
            new PurgeTable(node.purges, node.store, () -> RouteRules.of(List.of(node.route), FlowFixture.SETTINGS));
    private final Purges purges = new LocalPurges(table);
    private final AtomicInteger version = new AtomicInteger(1);

    @BeforeEach
    void origin() {
        answer("max-age=60");
    }

    @AfterEach
    void stop() {
        table.close();
        node.flow.close();
        node.store.close();
    }

    private void answer(String cacheControl, String... more) {
        node.upstream = request -> {
            Fields fields =
                    Fields.of("Cache-Control", cacheControl, "ETag", "\"" + version + "\"", "Cache-Tag", "shoe");
            for (int i = 0; i < more.length; i += 2) {
                fields = fields.plus(more[i], more[i + 1]);
            }
            boolean same = request.fields()
                    .first("If-None-Match")
                    .filter(tag -> tag.equals("\"" + version + "\""))
                    .isPresent();
            Scripted full = Scripted.of(200, "v" + version);
            return same
                    ? new Scripted(new forebay.http.ResponseHead(304, fields), "", CachePlan.Framing.NONE, false)
                    : new Scripted(new forebay.http.ResponseHead(200, fields), full.content(), full.framing(), false);
        };
    }

    private static PlainUri uri(String path) {
        return PlainUri.parse("http://origin.test" + path).orElseThrow();
    }

    private Purges.Outcome purge(PurgeScope scope, boolean soft) {
        return purges.purge(scope, soft).toCompletableFuture().join();
    }

    private void hard(PurgeScope scope) {
        assertThat(purge(scope, false).complete()).isTrue();
    }

    @Test
    void whatIsPurgedIsFetchedAgainWhateverItIsNamedBy() {
        for (PurgeScope scope : List.of(
                PurgeScope.url(uri("/a/b")),
                PurgeScope.prefix(uri("/a")),
                PurgeScope.tag(uri("/"), "shoe"),
                PurgeScope.ALL)) {
            node.get("/a/b");
            assertThat(node.get("/a/b").cacheStatus()).isEqualTo("hit");
            version.incrementAndGet();

            hard(scope);

            assertThat(node.get("/a/b").content()).as(scope.toString()).isEqualTo("v" + version);
            assertThat(node.get("/a/b").cacheStatus()).isEqualTo("hit");
        }
    }

    @Test
    void theSharedStoreDoesNotBringItBack() {
        node.get("/a");
        hard(PurgeScope.url(uri("/a")));
        node.store.remove(
                node.flow.received(node.exchange("GET", "/a"), node.route).key());
        node.get("/a");
        version.incrementAndGet();
        hard(PurgeScope.url(uri("/a")));
        assertThat(node.store.sweep(node.flow
                        .received(node.exchange("GET", "/a"), node.route)
                        .key()))
                .isBetween(0, 1);

        assertThat(node.get("/a").content()).isEqualTo("v2");
    }

    @Test
    void everyFormThatKeyRulesGiveAUriIsPurgedByIt() {
        node.route = FlowFixture.route(
                CachePolicy.RFC.withKey(new KeyRules(Optional.empty(), List.of("utm_*"), true, List.of(), List.of())),
                false);
        node.get("/a?b=2&a=1&utm_source=x");
        assertThat(node.get("/a?a=1&b=2").cacheStatus()).isEqualTo("hit");
        version.incrementAndGet();

        hard(PurgeScope.url(uri("/a?b=2&utm_campaign=y&a=1")));

        assertThat(node.get("/a?a=1&b=2").content()).isEqualTo("v2");
    }

    @Test
    void anEquivalentOfAnotherQueryIsPurgedByEither() {
        answer("max-age=60", "No-Vary-Search", "params=(\"x\")");
        for (String purged : List.of("/a?x=1", "/a?x=2")) {
            hard(PurgeScope.ALL);
            node.get("/a?x=1");
            assertThat(node.get("/a?x=2").cacheStatus()).isEqualTo("hit");
            version.incrementAndGet();

            hard(PurgeScope.url(uri(purged)));

            assertThat(node.get("/a?x=2").content()).as(purged).isEqualTo("v" + version);
        }
    }

    @Test
    void whatIsOnItsWayDuringAPurgeIsNotUsedAfterIt() {
        Exchange exchange = node.exchange("GET", "/a");
        CacheRequest request = node.flow.request(exchange, node.flow.received(exchange, node.route));
        CachePlan plan = node.flow.plan(exchange, request, node.flow.decideHere(request), Optional.empty(), false);
        node.upstream = asked -> {
            hard(PurgeScope.tag(uri("/"), "shoe"));
            return Scripted.of(200, "old", "Cache-Control", "max-age=60", "Cache-Tag", "shoe");
        };
        assertThat(node.forward(exchange, plan).content()).isEqualTo("old");
        assertThat(node.events).contains("not stored invalidated").doesNotContain("stored");

        answer("max-age=60");
        assertThat(node.get("/a").content()).isEqualTo("v1");
    }

    @Test
    void aValidationThatAHardPurgeOvertookDoesNotBringItBack() {
        node.get("/a");
        node.pass(Duration.ofSeconds(90));
        node.upstream = asked -> {
            assertThat(asked.fields().first("If-None-Match")).contains("\"1\"");
            hard(PurgeScope.url(uri("/a")));
            return Scripted.of(304, "", "ETag", "\"1\"", "Cache-Control", "max-age=60")
                    .framed(CachePlan.Framing.NONE);
        };
        node.get("/a");
        version.incrementAndGet();
        answer("max-age=60");

        assertThat(node.get("/a").content()).isEqualTo("v2");
        assertThat(node.asked.get(node.asked.size() - 1).fields().contains("If-None-Match"))
                .isFalse();
    }

    @Test
    void nothingPurgedStandsInForAnErrorNorForAnUnreachableUpstream() {
        answer("max-age=60, stale-if-error=600, stale-while-revalidate=600");
        node.get("/a");
        node.pass(Duration.ofSeconds(90));
        assertThat(node.get("/a").cacheStatus()).isEqualTo("stale hit");
        node.behind.clear();

        hard(PurgeScope.url(uri("/a")));

        node.upstream = asked -> Scripted.of(500, "broken");
        assertThat(node.get("/a").status()).isEqualTo(500);
        node.upstream = asked -> FlowFixture.REFUSED;
        assertThat(node.get("/a").status()).isEqualTo(503);
    }

    @Test
    void aSoftPurgeAsksTheOriginOnceAndKeepsWhatStillHolds() {
        node.get("/a");
        assertThat(purge(PurgeScope.url(uri("/a")), true).complete()).isTrue();

        Got validated = node.get("/a");

        assertThat(validated.content()).isEqualTo("v1");
        assertThat(validated.cacheStatus()).contains("fwd=stale").contains("fwd-status=304");
        assertThat(node.asked.get(1).fields().first("If-None-Match")).contains("\"1\"");
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
        hard(PurgeScope.url(uri("/a")));
        assertThat(node.get("/a").cacheStatus()).contains("fwd=uri-miss");
    }

    @Test
    void whatASoftPurgeMadeStaleMayBeUsedAsStaleResponsesMay() {
        answer("max-age=60, stale-while-revalidate=30");
        node.get("/a");
        purge(PurgeScope.tag(uri("/"), "shoe"), true);
        version.incrementAndGet();

        Got stale = node.get("/a");
        assertThat(stale.content()).isEqualTo("v1");
        assertThat(stale.cacheStatus()).isEqualTo("stale hit");
        node.answerBehind();
        assertThat(node.get("/a").content()).isEqualTo("v2");

        answer("max-age=60");
        purge(PurgeScope.ALL, true);
        node.upstream = asked -> FlowFixture.REFUSED;
        assertThat(node.get("/a").content()).isEqualTo("v2");
    }

    @Test
    void aLeaderFromBeforeThePurgeIsNotFollowed() {
        Exchange exchange = node.exchange("GET", "/a");
        CacheRequest request = node.flow.request(exchange, node.flow.received(exchange, node.route));
        Reuse here = node.flow.decideHere(request);
        Lead before = node.flow
                .collapsing()
                .place(request, here, Collapsing.Tried.NOTHING)
                .orElseThrow()
                .lead();
        assertThat(place(request, here).lead()).isSameAs(before);

        hard(PurgeScope.prefix(uri("/")));

        Lead.Place after = place(request, here);
        assertThat(after.lead()).isNotSameAs(before);
        assertThat(after.leading()).isTrue();
    }

    private Lead.Place place(CacheRequest request, Reuse here) {
        return node.flow
                .collapsing()
                .place(request, here, Collapsing.Tried.NOTHING)
                .orElseThrow();
    }

    @Test
    void partsAreAsOldAsTheOldestOfThem() {
        node.upstream = asked -> {
            boolean first = asked.fields().first("Range").orElse("").equals("bytes=0-1");
            return new Scripted(
                    new forebay.http.ResponseHead(
                            206,
                            Fields.of(
                                    "Cache-Control", "max-age=60",
                                    "ETag", "\"1\"",
                                    "Content-Range", first ? "bytes 0-1/4" : "bytes 2-3/4",
                                    "Content-Length", "2")),
                    first ? "ab" : "cd",
                    CachePlan.Framing.DELIMITED,
                    false);
        };
        node.get("/a", "Range", "bytes=0-1");
        assertThat(node.get("/a", "Range", "bytes=0-1").cacheStatus()).isEqualTo("hit");

        hard(PurgeScope.url(uri("/a")));
        node.get("/a", "Range", "bytes=2-3");

        assertThat(node.get("/a", "Range", "bytes=2-3").cacheStatus()).isEqualTo("hit");
        assertThat(node.get("/a", "Range", "bytes=0-1").cacheStatus()).isNotEqualTo("hit");
    }

    @Test
    void anAnswerToPostIsPurgedLikeAnyOther() {
        node.upstream = asked -> Scripted.of(
                200, "posted", "Cache-Control", "max-age=60", "Content-Location", "/a", "Cache-Tag", "shoe");
        node.send("POST", "/a");
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
        node.upstream = asked -> {
            hard(PurgeScope.tag(uri("/"), "shoe"));
            return Scripted.of(
                    200, "overtaken", "Cache-Control", "max-age=60", "Content-Location", "/a", "Cache-Tag", "shoe");
        };
        node.send("POST", "/a");

        answer("max-age=60");
        assertThat(node.get("/a").content()).isEqualTo("v1");
    }

    @Test
    void tagFieldsEndHereUnlessTheRouteLetsThemPass() {
        for (String path : List.of("/a", "/a")) {
            assertThat(node.get(path).fields().contains("Cache-Tag")).isFalse();
        }
        node.route = FlowFixture.route(CachePolicy.RFC.withTagFields(CachePolicy.TagFields.PASS), false);
        for (String path : List.of("/b", "/b")) {
            assertThat(node.get(path).fields().first("Cache-Tag")).contains("shoe");
        }
    }

    @Test
    void aSweepLetsGoOfWhatWasPurgedAndSaysHowMuchThatWas() {
        for (int i = 0; i < 20; i++) {
            node.get("/kept/" + i);
            node.get("/gone/" + i);
        }
        Purges.Outcome outcome = purge(PurgeScope.prefix(uri("/gone")), false);

        await().untilAsserted(() -> assertThat(purges.recent())
                .containsExactly(new Purges.Called(PurgeScope.prefix(uri("/gone")), false, outcome, 20)));
        assertThat(node.store.heapUse().keys()).isEqualTo(20);
        assertThat(table.log().swept()).isEqualTo(20);
    }

    @Test
    void aSweepThatIsOverBeforeTheCallIsCountedForIt() {
        PurgeLog log = new PurgeLog();
        PurgeScope scope = PurgeScope.prefix(uri("/gone"));
        Purges.Outcome outcome = new Purges.Outcome(7, 3, 3, List.of(), Duration.ofMillis(20));
        log.swept(0, 6, 100);
        log.swept(6, 7, 20);
        log.add(scope, false, outcome);
        log.swept(7, 9, 300);
        assertThat(log.recent()).containsExactly(new Purges.Called(scope, false, outcome, 20));
        assertThat(log.swept()).isEqualTo(420);
    }
}
