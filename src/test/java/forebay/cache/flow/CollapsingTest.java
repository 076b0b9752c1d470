package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.cache.CacheRequest;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.ReadCheck;
import forebay.cache.Reuse;
import forebay.cache.SelectingFields;
import forebay.cache.UriMarks;
import forebay.cache.flow.Collapsing.Tried;
import forebay.coverage.Holds;
import forebay.exchange.CachePlan;
import forebay.exchange.CachePlan.NoAnswer;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leaders and followers of one key (RFC 9111 §4), step by step. */
class CollapsingTest {
    private final FlowFixture node = new FlowFixture();
    private final Collapsing collapsing = node.flow.collapsing();

    @AfterEach
    void close() {
        node.flow.close();
        node.store.close();
    }

    /** A request that the heap does not answer, where it stands, and what it was told as a follower. */
    private final class Asked {
        final Exchange exchange;
        final CacheRequest request;
        final Reuse here;
        final Optional<Lead.Place> place;
        final List<Turn> turns = new ArrayList<>();

        Asked(Tried tried, String method, String path, String... fields) {
            exchange = node.exchange(method, path, fields);
            request = node.flow.request(exchange, node.flow.received(exchange, node.route));
            here = node.flow.decideHere(request);
            place = collapsing.place(request, here, tried);
            place.filter(found -> !found.leading())
                    .ifPresent(found ->
                            found.lead().follow(news -> turns.add(collapsing.turn(exchange, request, here, news))));
        }

        boolean leads() {
            return place.isPresent() && place.get().leading();
        }

        boolean follows() {
            return place.isPresent() && !place.get().leading();
        }

        CachePlan forward() {
            CachePlan plan = node.flow.plan(
                    exchange, request, here, place.filter(Lead.Place::leading).map(Lead.Place::lead), false);
            plan.onForward(exchange.forwarded());
            return plan;
        }

        Turn turn() {
            assertThat(turns).hasSize(1);
            return turns.get(0);
        }

        Turn.Streamed streamed() {
            return (Turn.Streamed) turn();
        }
    }

    private Asked ask(String method, String... fields) {
        return new Asked(Tried.NOTHING, method, "/a", fields);
    }

    private static ResponseHead head(String... fields) {
        return new ResponseHead(200, Fields.of(fields));
    }

    private static CachePlan.Share share(CachePlan plan, String... fields) {
        return (CachePlan.Share) plan.onHead(head(fields), CachePlan.Framing.DELIMITED);
    }

    private static void write(CachePlan.Share share, String text) {
        share.sink().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), () -> {});
    }

    /** What is there now. */
    private static String read(ContentSource source) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (source.next() instanceof ContentSource.Data data) {
            byte[] bytes = new byte[data.bytes().remaining()];
            data.bytes().get(bytes);
            text.writeBytes(bytes);
            data.release();
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    private static String cacheStatus(Turn.Streamed streamed) {
        return streamed.head().fields().combined("Cache-Status").orElseThrow();
    }

    @Test
    @Holds({"9111-4-8", "9211-2.6-1", "9111-4-6"})
    @DisplayName("§4 followers stream along from the first byte, also those who come later")
    void streams() {
        Asked leader = ask("GET");
        assertThat(leader.leads()).isTrue();
        Asked early = ask("GET");
        assertThat(early.follows()).isTrue();
        assertThat(early.turns).isEmpty();
        CachePlan.Share share = share(leader.forward(), "Cache-Control", "max-age=60", "Age", "3");
        assertThat(cacheStatus(early.streamed())).isEqualTo("forebay; fwd=uri-miss; ttl=57; collapsed");
        assertThat(early.streamed().head().fields().all("Age")).containsExactly("3");
        write(share, "first ");
        assertThat(read(early.streamed().source())).isEqualTo("first ");
        node.pass(Duration.ofSeconds(10));
        Asked late = ask("GET");
        assertThat(read(late.streamed().source())).isEqualTo("first ");
        assertThat(late.streamed().head().fields().all("Age")).containsExactly("13");
        assertThat(late.streamed().head().fields().contains("Content-Length")).isFalse();
        write(share, "second");
        Fields trailers = Fields.of("X-Trailer", "1");
        share.sink().complete(trailers);
        assertThat(read(share.source())).isEqualTo("first second");
        assertThat(read(early.streamed().source())).isEqualTo("second");
        assertThat(read(late.streamed().source())).isEqualTo("second");
        for (ContentSource source : List.of(
                share.source(), early.streamed().source(), late.streamed().source())) {
            assertThat(source.next()).isEqualTo(new ContentSource.End(trailers));
        }
        assertThat(collapsing.leads()).isZero();
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
    }

    @ParameterizedTest(name = "RFC 9110 §14.2 {0} {1} of what arrives: {2} {3}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            bytes=2-3         | none | 206 | bytes 2-3/10
            bytes=6-          | none | 206 | bytes 6-9/10
            bytes=-2          | none | 206 | bytes 8-9/10
            bytes=0-99        | none | 206 | bytes 0-9/10
            bytes=2-3         | "1"  | 206 | bytes 2-3/10
            bytes=2-3         | "2"  | 200 | none
            lines=2-3         | none | 200 | none
            bytes=3-2         | none | 200 | none
            bytes=0-0,5-5,9-9 | none | 206 | bytes 0-9/10
            """)
    void ranges_of_what_arrives(String range, String ifRange, int status, String contentRange) {
        Asked leader = ask("GET");
        Asked follower = ifRange == null ? ask("GET", "Range", range) : ask("GET", "Range", range, "If-Range", ifRange);
        assertThat(follower.follows()).isTrue();
        CachePlan.Share share =
                share(leader.forward(), "Cache-Control", "max-age=60", "ETag", "\"1\"", "Content-Length", "10");
        ResponseHead head = follower.streamed().head();
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.fields().first("Content-Range")).isEqualTo(Optional.ofNullable(contentRange));
        write(share, "01234");
        write(share, "56789");
        share.sink().complete(Fields.EMPTY);
        String content = read(follower.streamed().source());
        assertThat(head.fields().all("Content-Length")).containsExactly(Integer.toString(content.length()));
        assertThat(content).isEqualTo(status == 200 ? "0123456789" : within(contentRange));
        assertThat(follower.streamed().source().next()).isInstanceOf(ContentSource.End.class);
    }

    /** What {@code bytes 2-3/10} says of the digits. */
    private static String within(String contentRange) {
        String[] numbers = contentRange.split("[ /-]", -1);
        return "0123456789".substring(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]) + 1);
    }

    @Test
    @DisplayName("RFC 9110 §14.2 a range is sent as soon as its bytes are there, and its reader then leaves")
    void a_range_as_soon_as_it_is_there() {
        Asked leader = ask("GET");
        CachePlan.Share share = share(leader.forward(), "Cache-Control", "max-age=60", "Content-Length", "10");
        Asked follower = ask("GET", "Range", "bytes=2-5");
        ContentSource source = follower.streamed().source();
        assertThat(source.next()).isNull();
        List<String> told = new ArrayList<>();
        source.demand(() -> told.add("there"));
        write(share, "01");
        assertThat(read(source)).isEmpty();
        write(share, "234");
        assertThat(told).hasSize(1);
        assertThat(read(source)).isEqualTo("234");
        assertThat(source.next()).isNull();
        write(share, "56");
        assertThat(read(source)).isEqualTo("5");
        assertThat(source.next()).isInstanceOf(ContentSource.End.class);
        share.sink().fail(new IOException("cut"));
        assertThat(source.next()).as("what came later does not matter").isInstanceOf(ContentSource.End.class);
    }

    @Test
    void a_range_of_what_breaks_off_breaks_off() {
        Asked leader = ask("GET");
        Asked within = ask("GET", "Range", "bytes=1-8");
        Asked last = ask("GET", "Range", "bytes=-1");
        CachePlan.Share share = share(leader.forward(), "Cache-Control", "max-age=60", "Content-Length", "10");
        write(share, "01234");
        share.sink().fail(new IOException("cut"));
        assertThat(read(within.streamed().source())).isEqualTo("1234");
        assertThat(within.streamed().source().next()).isInstanceOf(ContentSource.Failure.class);
        assertThat(last.streamed().source().next()).isInstanceOf(ContentSource.Failure.class);
    }

    @ParameterizedTest(name = "{0} of {1} bytes is not waited for")
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-1          | unknown  | alone",
                "bytes=20-          | 10       | alone",
                "bytes=0-0,200-300  | 1000     | alone",
                "bytes=900-         | 1000     | streamed"
            })
    void ranges_that_are_not_waited_for(String range, String length, String turn) {
        Asked leader = ask("GET");
        CachePlan plan = leader.forward();
        CachePlan.Share share = length.equals("unknown")
                ? share(plan, "Cache-Control", "max-age=60")
                : share(plan, "Cache-Control", "max-age=60", "Content-Length", length);
        write(share, "01234");
        assertThat(ask("GET", "Range", range).turn())
                .isInstanceOf(turn.equals("alone") ? Turn.Alone.class : Turn.Streamed.class);
    }

    @Test
    @DisplayName("RFC 9110 §14.2 who wants the whole does not wait for a range: what that brings may be a part")
    void ranges_do_not_lead() {
        assertThat(ask("GET", "Range", "bytes=0-1").leads()).isTrue();
        assertThat(ask("HEAD", "Range", "bytes=0-1").place).isEmpty();
        assertThat(ask("GET").leads()).isTrue();
        assertThat(ask("HEAD").follows()).isTrue();
    }

    @Test
    @DisplayName("RFC 9110 §9.3.2 HEAD follows a GET, and does not lead")
    void head_follows() {
        assertThat(ask("HEAD").place).isEmpty();
        Asked leader = ask("GET");
        Asked head = ask("HEAD");
        share(leader.forward(), "Cache-Control", "max-age=60", "Content-Length", "5");
        assertThat(head.streamed().head().fields().first("Content-Length")).contains("5");
    }

    @Test
    @DisplayName("§4.3.2 a follower that holds the same gets 304")
    void conditional_follower() {
        assertThat(ask("GET", "If-None-Match", "\"1\"").place)
                .as("it would bring a 304 and nothing to share")
                .isEmpty();
        Asked leader = ask("GET");
        Asked same = ask("GET", "If-None-Match", "\"1\"");
        Asked other = ask("GET", "If-None-Match", "\"0\"");
        share(leader.forward(), "Cache-Control", "max-age=60", "ETag", "\"1\"");
        assertThat(same.streamed().head().status()).isEqualTo(304);
        assertThat(same.streamed().source().next()).isInstanceOf(ContentSource.End.class);
        assertThat(other.streamed().head().status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}: {1} does not follow")
    @CsvSource(
            delimiter = '|',
            value = {
                "§5.2.1.4 | Cache-Control  | no-cache",
                "§5.4     | Pragma         | no-cache",
                "§5.2.1.5 | Cache-Control  | no-store",
                "§5.2.1.1 | Cache-Control  | max-age=0",
                "§5.2.1.7 | Cache-Control  | only-if-cached",
                "§4       | Content-Length | 3"
            })
    void goes_alone(String section, String field, String value) {
        Asked leader = ask("GET");
        assertThat(leader.leads()).isTrue();
        assertThat(ask("GET", field, value).follows()).isFalse();
        assertThat(ask("GET").follows()).as("the lead is still there").isTrue();
    }

    @ParameterizedTest(name = "{0} does not lead")
    @CsvSource({"POST", "OPTIONS", "HEAD"})
    void methods_that_do_not_lead(String method) {
        assertThat(ask(method).place).isEmpty();
        assertThat(collapsing.leads()).isZero();
    }

    @ParameterizedTest(name = "§5.2.1 {0} is not met by what arrives: alone")
    @CsvSource({"min-fresh=61", "max-age=2"})
    void directives_that_what_arrives_does_not_meet(String directive) {
        Asked leader = ask("GET");
        Asked follower = ask("GET", "Cache-Control", directive);
        share(leader.forward(), "Cache-Control", "max-age=60", "Age", "5");
        assertThat(follower.turn()).isInstanceOf(Turn.Alone.class);
    }

    @ParameterizedTest(name = "§3 {0}: not for several; they go on alone, and the next do not queue")
    @CsvSource(
            delimiter = '|',
            value = {
                "no-store   | Cache-Control | no-store",
                "private    | Cache-Control | private",
                "set-cookie | Set-Cookie    | a=b",
                "vary       | Vary          | *"
            })
    void not_storable(String name, String field, String value) {
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        CachePlan.Verdict verdict =
                leader.forward().onHead(head("Cache-Control", "max-age=60", field, value), CachePlan.Framing.DELIMITED);
        assertThat(verdict).isInstanceOf(CachePlan.Relay.class);
        assertThat(follower.turn()).isInstanceOf(Turn.Alone.class);
        assertThat(ask("GET").place).as("remembered").isEmpty();
        assertThat(collapsing.leads()).isZero();
    }

    @ParameterizedTest(name = "§4 {0}: each use needs a validation of its own")
    @CsvSource(
            delimiter = '|',
            value = {"no-cache", "max-age=0"})
    void storable_but_not_reusable(String cacheControl) {
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        share(leader.forward(), "Cache-Control", cacheControl, "ETag", "\"1\"");
        assertThat(follower.turn()).isInstanceOf(Turn.Alone.class);
        assertThat(ask("GET").place).isEmpty();
    }

    @Test
    @DisplayName("§4.1 who varies away leads, or follows, in a lane of its own")
    void varies() {
        Asked leader = ask("GET", "Accept-Language", "de");
        Asked same = ask("GET", "Accept-Language", "de");
        Asked other = ask("GET", "Accept-Language", "fr");
        share(leader.forward(), "Cache-Control", "max-age=60", "Vary", "Accept-Language");
        assertThat(same.turn()).isInstanceOf(Turn.Streamed.class);
        assertThat(other.turn()).isEqualTo(new Turn.Rejoin(List.of("accept-language")));
        Tried tried = Tried.NOTHING.again(List.of("accept-language"));
        Asked again = new Asked(tried, "GET", "/a", "Accept-Language", "fr");
        assertThat(again.leads()).isTrue();
        assertThat(new Asked(tried, "GET", "/a", "Accept-Language", "fr").follows())
                .isTrue();
    }

    @Test
    @DisplayName("§4.3.4 who waited for a validation is answered by what it freshened")
    void validated() {
        node.upstream = request -> FlowFixture.Scripted.of(200, "page", "Cache-Control", "max-age=10", "ETag", "\"1\"");
        node.get("/a");
        node.pass(Duration.ofSeconds(20));
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        leader.forward()
                .onHead(
                        new ResponseHead(304, Fields.of("ETag", "\"1\"", "Cache-Control", "max-age=50")),
                        CachePlan.Framing.NONE);
        Turn.Served served = (Turn.Served) follower.turn();
        assertThat(served.status().render("forebay", false))
                .isEqualTo("forebay; fwd=stale; fwd-status=304; ttl=50; collapsed");
        assertThat(served.stored().content().length()).isEqualTo(4);
    }

    @Test
    void a_response_without_content_is_shared_too() {
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        leader.forward()
                .onHead(new ResponseHead(204, Fields.of("Cache-Control", "max-age=60")), CachePlan.Framing.NONE);
        Turn.Served served = (Turn.Served) follower.turn();
        assertThat(served.status().render("forebay", false)).isEqualTo("forebay; fwd=uri-miss; ttl=60; collapsed");
        assertThat(collapsing.leads()).isZero();
    }

    @Test
    void what_the_leader_finds_in_the_cluster_is_there_for_all() {
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        leader.place.orElseThrow().lead().found();
        assertThat(follower.turn()).as("looks again").isInstanceOf(Turn.Alone.class);
        assertThat(collapsing.leads()).isZero();
    }

    @Test
    void all_share_the_failure_of_the_forward_that_they_waited_for() {
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        NoAnswer failure = new NoAnswer(NoAnswer.Kind.UNREACHABLE, new IOException("refused"));
        assertThat(leader.forward().onFailure(failure)).isInstanceOf(CachePlan.GiveUp.class);
        assertThat(follower.turn()).isEqualTo(new Turn.Shared(failure, new CachePlan.GiveUp()));
        assertThat(ask("GET").leads()).as("whoever comes later tries anew").isTrue();
    }

    @Test
    @DisplayName("§4.2.4 and each may use what is stale in its place")
    void all_use_what_is_stale() {
        node.upstream = request -> FlowFixture.Scripted.of(200, "page", "Cache-Control", "max-age=10");
        node.get("/a");
        node.pass(Duration.ofSeconds(20));
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        Asked unwilling = ask("GET", "Cache-Control", "max-age=5");
        NoAnswer failure = new NoAnswer(NoAnswer.Kind.LATE, new IOException("late"));
        assertThat(leader.forward().onFailure(failure)).isInstanceOf(CachePlan.Answer.class);
        Turn.Served served = (Turn.Served) follower.turn();
        assertThat(served.status().render("forebay", true))
                .isEqualTo("forebay; fwd=stale; ttl=-10; collapsed; detail=\"unreachable\"");
        assertThat(unwilling.turn()).isEqualTo(new Turn.Shared(failure, new CachePlan.GiveUp()));
    }

    @Test
    @DisplayName("§5.2.2.2 none may use what must be validated: 504 for all")
    void none_uses_what_must_be_validated() {
        node.upstream = request -> FlowFixture.Scripted.of(200, "page", "Cache-Control", "max-age=10, must-revalidate");
        node.get("/a");
        node.pass(Duration.ofSeconds(20));
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        NoAnswer failure = new NoAnswer(NoAnswer.Kind.UNREACHABLE, new IOException("refused"));
        assertThat(leader.forward().onFailure(failure)).isEqualTo(new CachePlan.Unvalidated());
        Turn.Shared shared = (Turn.Shared) follower.turn();
        assertThat(CacheFlow.shared(shared).onFailure(failure)).isEqualTo(new CachePlan.Unvalidated());
    }

    @Test
    @DisplayName("RFC 5861 §4 an error response is shared where the stale one stands in for it")
    void all_use_what_is_stale_in_place_of_an_error() {
        node.upstream =
                request -> FlowFixture.Scripted.of(200, "page", "Cache-Control", "max-age=10, stale-if-error=60");
        node.get("/a");
        node.pass(Duration.ofSeconds(20));
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        assertThat(leader.forward().onHead(new ResponseHead(503, Fields.EMPTY), CachePlan.Framing.DELIMITED))
                .isInstanceOf(CachePlan.Answer.class);
        Turn.Served served = (Turn.Served) follower.turn();
        assertThat(served.status().render("forebay", false))
                .isEqualTo("forebay; fwd=stale; fwd-status=503; ttl=-10; collapsed");
    }

    @Test
    void where_the_leaders_own_request_was_at_fault_another_leads() {
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        leader.forward().onFailure(new NoAnswer(NoAnswer.Kind.REQUEST, new IOException("client left")));
        assertThat(follower.turn()).isInstanceOf(Turn.Rejoin.class);
        assertThat(new Asked(Tried.NOTHING.again(List.of()), "GET", "/a").leads())
                .isTrue();
    }

    @Test
    void a_leader_whose_client_leaves_goes_on_for_its_followers_alone() {
        Asked lonely = ask("GET");
        assertThat(lonely.forward().onClientGone()).as("give up").isTrue();
        assertThat(collapsing.leads()).isZero();
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        CachePlan plan = leader.forward();
        assertThat(plan.onClientGone()).as("go on").isFalse();
        leader.exchange.atEnd(leader.place.orElseThrow().lead()::leaderEnded);
        leader.exchange.finish(0, 0, true);
        assertThat(follower.turns).isEmpty();
        CachePlan.Share share = share(plan, "Cache-Control", "max-age=60");
        share.source().cancel(new IOException("client left"));
        write(share, "page");
        share.sink().complete(Fields.EMPTY);
        assertThat(read(follower.streamed().source())).isEqualTo("page");
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
    }

    @Test
    void a_leader_that_ends_before_it_began_frees_its_followers() {
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        leader.exchange.atEnd(leader.place.orElseThrow().lead()::leaderEnded);
        leader.exchange.finish(500, 0, true);
        assertThat(follower.turn()).isInstanceOf(Turn.Rejoin.class);
        assertThat(collapsing.leads()).isZero();
    }

    @Test
    @DisplayName("§4.4 what was begun before an invalidation is not joined after it")
    void invalidated() {
        Asked leader = ask("GET");
        Asked before = ask("GET");
        CachePlan plan = leader.forward();
        node.marks.invalidate(PlainUri.of("http", "origin.test", "/a", Optional.empty()));
        Asked after = ask("GET");
        assertThat(after.leads()).isTrue();
        share(plan, "Cache-Control", "max-age=60");
        assertThat(before.turn()).as("not even by who waited").isInstanceOf(Turn.Rejoin.class);
        assertThat(ask("GET").follows()).isTrue();
        assertThat(after.place.orElseThrow().lead().waiting()).isEqualTo(1);
    }

    @Test
    @DisplayName("§3.3 content that breaks off ends cleanly for nobody")
    void cut() {
        Asked leader = ask("GET");
        Asked follower = ask("GET");
        CachePlan.Share share = share(leader.forward(), "Cache-Control", "max-age=60");
        write(share, "half");
        share.sink().fail(new IOException("cut"));
        assertThat(read(follower.streamed().source())).isEqualTo("half");
        assertThat(follower.streamed().source().next()).isInstanceOf(ContentSource.Failure.class);
        assertThat(collapsing.leads()).isZero();
        assertThat(node.store.heapUse().keys()).isZero();
    }

    @Test
    void after_some_rounds_a_request_follows_no_more() {
        ask("GET");
        assertThat(new Asked(new Tried(Collapser.MOST_ROUNDS, List.of()), "GET", "/a").place)
                .isEmpty();
        assertThat(new Asked(new Tried(1, List.of()), "GET", "/a").follows()).isTrue();
    }

    @Test
    void followers_do_not_wait_longer_than_their_patience() {
        try (Collapser collapser =
                new Collapser(new ReadCheck(new UriMarks(), PurgeEpochs.alone()), Duration.ofMillis(10))) {
            Lead.Lane lane = new Lead.Lane(ask("GET").request.key(), SelectingFields.NONE);
            Lead first = collapser.join(lane, true, true).orElseThrow().lead();
            List<Lead.News> told = new CopyOnWriteArrayList<>();
            first.follow(told::add);
            await().until(() -> !told.isEmpty());
            assertThat(told).containsExactly(new Lead.Again());
            assertThat(collapser.join(lane, true, true).orElseThrow().leading()).isTrue();
            first.tell(new Lead.Unshared(200));
            assertThat(collapser.size()).as("the next one's lead stays").isEqualTo(1);
        }
    }
}
