package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CacheRequest;
import forebay.cache.CacheSettings;
import forebay.cache.Reuse;
import forebay.cache.flow.Collapsing.Tried;
import forebay.exchange.CachePlan;
import forebay.exchange.CachePlan.NoAnswer;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for ranges of one representation that come at once (RFC 9111 §4, §3.4), step by step. */
class PartsCollapseTest {
    private static final String DIGITS = "0123456789";
    private static final String TAG = "ETag: \"1\"";

    private final FlowFixture node =
            new FlowFixture(new CacheSettings(64 << 20, 1 << 20, 16 << 20, Duration.ofMinutes(1)));
    private final Collapsing collapsing = node.flow.collapsing();

    @AfterEach
    void close() {
        node.flow.close();
        node.store.close();
    }

    /** A request, where it stands, and what it was told as a follower. */
    private final class Asked {
        final Exchange exchange;
        final CacheRequest request;
        final List<Turn> turns = new ArrayList<>();
        Reuse here;
        Optional<Lead.Place> place = Optional.empty();
        RequestHead forwarded;

        Asked(String... fields) {
            exchange = node.exchange("GET", "/a", fields);
            forwarded = exchange.forwarded();
            request = node.flow.request(exchange, node.flow.received(exchange, node.route));
            here = node.flow.decideHere(request);
            join(Tried.NOTHING);
        }

        private void join(Tried tried) {
            turns.clear();
            place = collapsing.place(request, here, tried);
            place.filter(found -> !found.leading())
                    .ifPresent(found ->
                            found.lead().follow(news -> turns.add(collapsing.turn(exchange, request, here, news))));
        }

        /** After a turn that said so. */
        Asked again(int rounds) {
            assertThat(turns).singleElement().isInstanceOf(Turn.Rejoin.class);
            here = node.flow.decideAgain(request);
            join(new Tried(rounds, List.of()));
            return this;
        }

        boolean leads() {
            return place.filter(Lead.Place::leading).isPresent();
        }

        boolean waits() {
            return place.isPresent() && !place.get().leading() && turns.isEmpty();
        }

        CachePlan forward() {
            CachePlan plan = node.flow.plan(
                    exchange, request, here, place.filter(Lead.Place::leading).map(Lead.Place::lead), false);
            forwarded = plan.onForward(exchange.forwarded());
            return plan;
        }
    }

    private static Asked ask(PartsCollapseTest test, String range) {
        return test.new Asked("Range", "bytes=" + range);
    }

    /** What an origin that has so many bytes answers to a request for one range, but for the content. */
    private static CachePlan.Share part(CachePlan plan, int first, int last, long length, String... more) {
        Fields.Builder fields = Fields.builder()
                .add("Cache-Control", "max-age=60")
                .add("Content-Length", Integer.toString(last - first + 1))
                .add("Content-Range", "bytes " + first + "-" + last + "/" + length);
        for (String line : more) {
            String[] nameAndValue = line.split(": ", 2);
            fields.add(nameAndValue[0], nameAndValue[1]);
        }
        return (CachePlan.Share) plan.onHead(new ResponseHead(206, fields.build()), CachePlan.Framing.DELIMITED);
    }

    private static void write(CachePlan.Share share, int first, int last) {
        byte[] bytes = DIGITS.substring(first, last + 1).getBytes(StandardCharsets.US_ASCII);
        share.sink().write(ByteBuffer.wrap(bytes), () -> {});
        share.sink().complete(Fields.EMPTY);
    }

    @Test
    @DisplayName("§3.4 of many requests for ranges one goes forward; another completes the whole for all the others")
    void two_forwards_for_all() {
        Asked first = ask(this, "0-1");
        Asked second = ask(this, "4-5");
        Asked third = ask(this, "-2");
        assertThat(first.leads()).isTrue();
        CachePlan.Share share = part(first.forward(), 0, 1, 10, TAG);
        assertThat(List.of(second.waits(), third.waits())).containsOnly(true);
        write(share, 0, 1);

        assertThat(second.again(1).leads()).isTrue();
        assertThat(third.again(1).waits()).isTrue();
        Asked whole = new Asked();
        assertThat(whole.waits()).as("what is missing is on its way").isTrue();
        CachePlan.Share rest = part(second.forward(), 2, 9, 10, TAG);
        assertThat(second.forwarded.fields().first("Range")).contains("bytes=2-9");
        write(rest, 2, 9);

        assertThat(third.again(2).here).isInstanceOf(Reuse.Serve.class);
        assertThat(whole.again(1).here).isInstanceOf(Reuse.Serve.class);
        assertThat(collapsing.leads()).isZero();
    }

    @Test
    @DisplayName("who asks for all that is missing collapses as well")
    void the_very_rest() {
        Asked first = ask(this, "0-4");
        Asked second = ask(this, "5-9");
        Asked third = ask(this, "5-9");
        write(part(first.forward(), 0, 4, 10, TAG), 0, 4);
        assertThat(second.again(1).leads()).isTrue();
        assertThat(third.again(1).waits()).isTrue();
        write(part(second.forward(), 5, 9, 10, TAG), 5, 9);
        assertThat(third.again(2).here).isInstanceOf(Reuse.Serve.class);
    }

    @ParameterizedTest(name = "{1} of {0} bytes: nobody waits for what one got")
    @CsvSource(delimiter = '|', textBlock = """
            10       | ETag: W/"1"
            10       | X-A: no validator
            8388609  | ETag: "1"
            """)
    void what_can_not_be_completed_for_all(long length, String line) {
        Asked first = ask(this, "0-1");
        Asked second = ask(this, "4-5");
        CachePlan.Share share = part(first.forward(), 0, 1, length, line);
        assertThat(second.turns).singleElement().isInstanceOf(Turn.Alone.class);
        write(share, 0, 1);
        assertThat(ask(this, "4-5").place).isEmpty();
        assertThat(collapsing.leads()).isZero();
    }

    @Test
    @DisplayName("an upstream that ignores Range has the others stream along")
    void the_whole_instead() {
        Asked first = ask(this, "0-1");
        Asked second = ask(this, "4-5");
        first.forward()
                .onHead(
                        new ResponseHead(200, Fields.of("Cache-Control", "max-age=60", "Content-Length", "10")),
                        CachePlan.Framing.DELIMITED);
        assertThat(second.turns).singleElement().isInstanceOf(Turn.Streamed.class);
        assertThat(((Turn.Streamed) second.turns.get(0)).head().fields().first("Content-Range"))
                .contains("bytes 4-5/10");
    }

    @ParameterizedTest(name = "of {0} bytes, while the leader's client reads nothing: {1}")
    @CsvSource({"1000000, comes", "8388609, waits for the client"})
    void a_slow_leader(long length, String rest) {
        CachePlan.Share share = part(ask(this, "0-599999").forward(), 0, 599_999, length, TAG);
        List<String> ready = new ArrayList<>();
        share.sink().write(ByteBuffer.allocate(500_000), () -> ready.add("comes"));
        assertThat(ready).isEqualTo(rest.equals("comes") ? List.of("comes") : List.of());
    }

    @Test
    @DisplayName("a part that breaks off lets another one try")
    void cut() {
        Asked first = ask(this, "0-4");
        Asked second = ask(this, "4-5");
        CachePlan.Share share = part(first.forward(), 0, 4, 10, TAG);
        share.sink().fail(new IOException("cut"));
        assertThat(second.again(1).leads()).isTrue();
        assertThat(second.here).isInstanceOf(Reuse.Forward.class);
    }

    @Test
    @DisplayName("a completion that no upstream answers is the failure of all who waited for it")
    void unanswered() {
        write(part(ask(this, "0-4").forward(), 0, 4, 10, TAG), 0, 4);
        Asked second = ask(this, "5-6");
        Asked third = ask(this, "7-8");
        assertThat(List.of(second.leads(), third.waits())).containsOnly(true);
        second.forward().onFailure(new NoAnswer(NoAnswer.Kind.UNREACHABLE, new IOException("refused")));
        assertThat(third.turns).singleElement().isInstanceOf(Turn.Shared.class);
    }

    @ParameterizedTest(name = "{0} goes alone")
    @ValueSource(strings = {"If-Range: \"1\"", "If-None-Match: \"1\"", "Cache-Control: no-store"})
    void conditions_are_for_one_request(String line) {
        String[] nameAndValue = line.split(": ", 2);
        assertThat(new Asked("Range", "bytes=0-1", nameAndValue[0], nameAndValue[1]).place)
                .isEmpty();
        write(part(ask(this, "0-4").forward(), 0, 4, 10, TAG), 0, 4);
        assertThat(new Asked("Range", "bytes=5-6", nameAndValue[0], nameAndValue[1]).place)
                .isEmpty();
    }
}
