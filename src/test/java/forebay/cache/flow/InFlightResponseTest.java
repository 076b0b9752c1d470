package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import forebay.exchange.ContentSource;
import forebay.http.Fields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InFlightResponseTest {
    private static final Fields NO_TRAILERS = Fields.EMPTY;

    private final CaptureBudget budget = new CaptureBudget(1_000_000);
    private final List<byte[]> captured = new ArrayList<>();
    private final List<String> givenUp = new ArrayList<>();
    private final AtomicInteger ready = new AtomicInteger();

    /** Remembers what was captured, and why nothing was. */
    private final InFlightResponse.Capture capture = new InFlightResponse.Capture() {
        @Override
        public void complete(List<byte[]> content) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            content.forEach(whole::writeBytes);
            captured.add(whole.toByteArray());
        }

        @Override
        public void givenUp(boolean tooLarge) {
            givenUp.add(tooLarge ? "too large" : "incomplete");
        }
    };

    private InFlightResponse response(long windowBytes, long captureBytes, OptionalLong announced) {
        return new InFlightResponse(new InFlightResponse.Limits(windowBytes, captureBytes), budget, announced, capture);
    }

    private InFlightResponse response(long windowBytes, long captureBytes) {
        return response(windowBytes, captureBytes, OptionalLong.empty());
    }

    private void write(InFlightResponse response, String text) {
        response.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), ready::incrementAndGet);
    }

    /** Reads what is there; the last character tells how it stands: {@code …} more to come, {@code .} end, {@code !} failure. */
    private static String drain(ContentSource source) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            ContentSource.Piece piece = source.next();
            if (piece == null) {
                return text.toString(StandardCharsets.ISO_8859_1) + "…";
            } else if (piece instanceof ContentSource.Data data) {
                text.write(
                        data.bytes().array(),
                        data.bytes().position(),
                        data.bytes().remaining());
                data.release();
            } else {
                return text.toString(StandardCharsets.ISO_8859_1) + (piece instanceof ContentSource.End ? "." : "!");
            }
        }
    }

    @Test
    void every_reader_gets_all_content_whenever_it_comes() {
        InFlightResponse response = response(1000, 1000);
        ContentSource early = response.newReader().orElseThrow();
        write(response, "one ");
        assertThat(drain(early)).isEqualTo("one …");
        ContentSource late = response.newReader().orElseThrow();
        write(response, "two");
        response.complete(Fields.of("Digest", "x"));
        assertThat(drain(early)).isEqualTo("two.");
        assertThat(drain(late)).isEqualTo("one two.");
        assertThat(late.next()).isEqualTo(new ContentSource.End(Fields.of("Digest", "x")));
        assertThat(captured).hasSize(1).first().isEqualTo("one two".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(budget.takenBytes()).isZero();
    }

    @Test
    void nobody_has_the_last_byte_before_the_content_is_captured() {
        InFlightResponse response = response(1000, 1000, OptionalLong.of(6));
        ContentSource reader = response.newReader().orElseThrow();
        AtomicInteger called = new AtomicInteger();
        write(response, "one");
        assertThat(drain(reader)).isEqualTo("one…");
        reader.demand(called::incrementAndGet);
        write(response, "two");
        assertThat(drain(reader)).isEqualTo("…");
        assertThat(called).hasValue(0);
        response.complete(NO_TRAILERS);
        assertThat(called).hasValue(1);
        assertThat(drain(reader)).isEqualTo("two.");
        assertThat(captured).hasSize(1);
    }

    @Test
    void what_is_held_back_does_not_hold_up_the_writer() {
        InFlightResponse response = response(4, 1000, OptionalLong.of(100));
        assertThat(response.newReader()).isPresent();
        write(response, "x".repeat(100));
        assertThat(ready).hasValue(1);
    }

    @Test
    void what_is_written_is_copied() {
        InFlightResponse response = response(1000, 1000);
        ContentSource reader = response.newReader().orElseThrow();
        byte[] buffer = {'a', 'b'};
        response.write(ByteBuffer.wrap(buffer), ready::incrementAndGet);
        buffer[0] = 'x';
        response.complete(NO_TRAILERS);
        assertThat(drain(reader)).isEqualTo("ab.");
    }

    @Test
    @DisplayName("§3.3 content that breaks off is not captured, and readers learn it after what had come")
    void failure() {
        InFlightResponse response = response(1000, 1000);
        ContentSource reader = response.newReader().orElseThrow();
        write(response, "half");
        response.fail(new IOException("cut"));
        assertThat(drain(reader)).isEqualTo("half!");
        assertThat(drain(reader)).isEqualTo("!");
        assertThat(captured).isEmpty();
        assertThat(givenUp).containsExactly("incomplete");
        assertThat(budget.takenBytes()).isZero();
    }

    @ParameterizedTest(name = "§3.3 announced {0}, came {1}: stored {2}, ends {3}")
    @CsvSource({"4, 4, true, .", "5, 4, false, !", "3, 4, false, !", "0, 0, true, .", ", 4, true, ."})
    void announced_length(Long announced, int came, boolean stored, String end) {
        InFlightResponse response =
                response(1000, 1000, announced == null ? OptionalLong.empty() : OptionalLong.of(announced));
        ContentSource reader = response.newReader().orElseThrow();
        write(response, "x".repeat(came));
        response.complete(NO_TRAILERS);
        assertThat(drain(reader)).isEqualTo("x".repeat(came) + end);
        assertThat(captured).hasSize(stored ? 1 : 0);
        assertThat(givenUp).hasSize(stored ? 0 : 1);
    }

    @Test
    void it_ends_once() {
        InFlightResponse response = response(10, 10);
        response.complete(NO_TRAILERS);
        assertThatThrownBy(() -> response.fail(new IOException())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> response.complete(NO_TRAILERS)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> write(response, "x")).isInstanceOf(IllegalStateException.class);
        assertThat(captured).hasSize(1);
    }

    @Test
    void a_demand_runs_once_as_soon_as_there_is_something() {
        InFlightResponse response = response(1000, 1000);
        ContentSource reader = response.newReader().orElseThrow();
        AtomicInteger available = new AtomicInteger();
        reader.demand(available::incrementAndGet);
        assertThat(available).hasValue(0);
        write(response, "a");
        write(response, "b");
        assertThat(available).hasValue(1);
        reader.demand(available::incrementAndGet);
        assertThat(available).as("there is something already").hasValue(2);
        drain(reader);
        reader.demand(available::incrementAndGet);
        response.complete(NO_TRAILERS);
        assertThat(available).hasValue(3);
        assertThat(drain(reader)).isEqualTo(".");
    }

    @Test
    void the_writer_waits_for_the_fastest_reader() {
        InFlightResponse response = response(4, 1000);
        ContentSource slow = response.newReader().orElseThrow();
        ContentSource fast = response.newReader().orElseThrow();
        write(response, "1234");
        assertThat(ready).hasValue(1);
        write(response, "5");
        assertThat(ready).as("five bytes ahead").hasValue(1);
        ContentSource.Data held = (ContentSource.Data) fast.next();
        assertThat(ready).as("taken, not yet released").hasValue(1);
        held.release();
        held.release();
        assertThat(ready).hasValue(2);
        write(response, "6789");
        assertThat(ready).as("a release counts once").hasValue(2);
        assertThat(drain(fast)).isEqualTo("56789…");
        assertThat(ready).hasValue(3);
        assertThat(drain(slow)).isEqualTo("123456789…");
    }

    @Test
    void without_readers_the_rest_is_fetched_for_the_store() {
        InFlightResponse response = response(4, 1000);
        ContentSource reader = response.newReader().orElseThrow();
        write(response, "12345");
        assertThat(ready).hasValue(0);
        reader.cancel(new IOException("client left"));
        assertThat(ready).hasValue(1);
        assertThat(response.wanted()).isTrue();
        write(response, "6789012345");
        assertThat(ready).hasValue(2);
        response.complete(NO_TRAILERS);
        assertThat(captured).hasSize(1);
        assertThat(drain(reader)).isEqualTo("!");
    }

    @Test
    void a_reader_that_leaves_does_not_disturb_others() {
        InFlightResponse response = response(4, 1000);
        ContentSource leaves = response.newReader().orElseThrow();
        ContentSource stays = response.newReader().orElseThrow();
        AtomicInteger woken = new AtomicInteger();
        leaves.demand(woken::incrementAndGet);
        leaves.cancel(new IOException("left"));
        leaves.cancel(new IOException("again"));
        write(response, "ab");
        response.complete(NO_TRAILERS);
        assertThat(drain(stays)).isEqualTo("ab.");
        assertThat(woken).as("nothing is delivered after leaving").hasValue(0);
    }

    @Test
    void too_large_for_the_store_is_relayed_only() {
        InFlightResponse response = response(100, 8);
        ContentSource reader = response.newReader().orElseThrow();
        write(response, "12345678");
        assertThat(budget.takenBytes()).isEqualTo(8);
        write(response, "9");
        assertThat(budget.takenBytes()).as("held for the reader").isEqualTo(9);
        assertThat(response.newReader()).as("the beginning is gone").isEmpty();
        response.complete(NO_TRAILERS);
        assertThat(budget.takenBytes()).isEqualTo(9);
        assertThat(drain(reader)).isEqualTo("123456789.");
        assertThat(budget.takenBytes()).as("given back").isZero();
        assertThat(captured).isEmpty();
        assertThat(givenUp).containsExactly("too large");
    }

    @Test
    void without_capture_a_slow_reader_holds_a_bounded_amount() {
        InFlightResponse response = response(4, 8);
        ContentSource fast = response.newReader().orElseThrow();
        ContentSource slow = response.newReader().orElseThrow();
        for (int i = 0; i < 3; i++) {
            write(response, "abc");
            drain(fast);
        }
        assertThat(ready).as("nine bytes for the slowest, eight may be held").hasValue(2);
        drain(slow);
        assertThat(ready).hasValue(3);
    }

    @Test
    void what_slow_readers_hold_counts_until_they_have_read_it_or_left() {
        InFlightResponse response = response(4, 8);
        ContentSource fast = response.newReader().orElseThrow();
        ContentSource slow = response.newReader().orElseThrow();
        ContentSource leaves = response.newReader().orElseThrow();
        write(response, "123456789");
        assertThat(drain(fast)).isEqualTo("123456789…");
        write(response, "abc");
        assertThat(budget.takenBytes()).isEqualTo(12);
        assertThat(drain(slow)).isEqualTo("123456789abc…");
        assertThat(budget.takenBytes()).as("one has read nothing yet").isEqualTo(12);
        leaves.cancel(new IOException("left"));
        assertThat(budget.takenBytes()).as("the fast one lacks three").isEqualTo(3);
        response.fail(new IOException("cut"));
        assertThat(drain(fast)).isEqualTo("abc!");
        assertThat(budget.takenBytes()).isZero();
    }

    @Test
    void where_the_budget_is_exceeded_the_writer_waits_for_the_slowest() {
        CaptureBudget small = new CaptureBudget(6);
        InFlightResponse.Limits limits = new InFlightResponse.Limits(4, 100);
        InFlightResponse response = new InFlightResponse(limits, small, OptionalLong.empty(), capture);
        ContentSource fast = response.newReader().orElseThrow();
        ContentSource slow = response.newReader().orElseThrow();
        write(response, "123");
        write(response, "4567");
        assertThat(givenUp).as("no room for a capture").hasSize(1);
        assertThat(drain(fast)).isEqualTo("1234567…");
        assertThat(ready).as("the slowest is seven behind").hasValue(1);
        assertThat(drain(slow)).isEqualTo("1234567…");
        assertThat(ready).hasValue(2);
        assertThat(small.takenBytes()).isZero();
    }

    @Test
    void store_and_slow_readers_share_one_copy_of_large_content() {
        List<byte[]> stored = new ArrayList<>();
        CaptureBudget roomy = new CaptureBudget(1_000_000);
        InFlightResponse response = capturing(roomy, stored);
        ContentSource slow = response.newReader().orElseThrow();
        write(response, "x".repeat(Segment.BLOCK_BYTES - 10_000));
        write(response, "y".repeat(10_001));
        response.complete(NO_TRAILERS);
        assertThat(roomy.takenBytes()).as("the store has it").isZero();
        assertThat(stored).hasSize(2);
        for (byte[] array : stored) {
            assertThat(((ContentSource.Data) slow.next()).bytes().array()).isSameAs(array);
        }
        assertThat(slow.next()).isInstanceOf(ContentSource.End.class);
    }

    @Test
    void what_fits_one_block_is_stored_in_one() {
        List<byte[]> stored = new ArrayList<>();
        CaptureBudget roomy = new CaptureBudget(1_000_000);
        InFlightResponse response = capturing(roomy, stored);
        ContentSource slow = response.newReader().orElseThrow();
        write(response, "x".repeat(Segment.BLOCK_BYTES - 10_000));
        write(response, "y".repeat(10_000));
        response.complete(NO_TRAILERS);
        assertThat(stored).hasSize(1);
        assertThat(stored.get(0))
                .hasSize(Segment.BLOCK_BYTES)
                .endsWith((byte) 'y')
                .startsWith((byte) 'x');
        assertThat(roomy.takenBytes()).as("the slow reader's copy beside it").isEqualTo(Segment.BLOCK_BYTES);
        drain(slow);
        assertThat(roomy.takenBytes()).isZero();
    }

    private static InFlightResponse capturing(CaptureBudget budget, List<byte[]> stored) {
        return new InFlightResponse(
                new InFlightResponse.Limits(1_000_000, 1_000_000),
                budget,
                OptionalLong.empty(),
                new InFlightResponse.Capture() {
                    @Override
                    public void complete(List<byte[]> content) {
                        stored.addAll(content);
                    }

                    @Override
                    public void givenUp(boolean tooLarge) {}
                });
    }

    @Test
    void nobody_wants_what_is_neither_read_nor_captured() {
        InFlightResponse response = response(4, 4);
        ContentSource reader = response.newReader().orElseThrow();
        write(response, "12345");
        assertThat(response.wanted()).isTrue();
        assertThat(ready).hasValue(0);
        reader.cancel(new IOException("left"));
        assertThat(response.wanted()).isFalse();
        assertThat(ready).as("the waiting writer learns it").hasValue(1);
        write(response, "6789");
        assertThat(ready).hasValue(2);
        response.fail(new IOException("not wanted"));
        assertThat(captured).isEmpty();
    }

    @Test
    void captures_share_one_budget() {
        CaptureBudget small = new CaptureBudget(6);
        InFlightResponse.Limits limits = new InFlightResponse.Limits(100, 100);
        InFlightResponse first = new InFlightResponse(limits, small, OptionalLong.empty(), capture);
        InFlightResponse second = new InFlightResponse(limits, small, OptionalLong.empty(), capture);
        write(first, "1234");
        write(second, "1234");
        assertThat(small.takenBytes()).isEqualTo(4);
        first.complete(NO_TRAILERS);
        assertThat(small.takenBytes()).isZero();
        second.complete(NO_TRAILERS);
        assertThat(captured).as("the second did not fit").hasSize(1);
    }

    @Test
    void a_reader_that_fails_when_it_is_told_leaves_and_the_others_go_on() {
        InFlightResponse response = response(1_000, 1_000);
        ContentSource failing = response.newReader().orElseThrow();
        ContentSource other = response.newReader().orElseThrow();
        List<String> told = new ArrayList<>();
        failing.demand(() -> {
            throw new IllegalStateException("its client's response is gone");
        });
        other.demand(() -> told.add(drain(other)));

        write(response, "12345");

        assertThat(told).containsExactly("12345…");
        assertThat(ready).as("the writer goes on").hasValue(1);
        assertThat(drain(failing)).isEqualTo("!");
        response.complete(NO_TRAILERS);
        assertThat(drain(other)).isEqualTo(".");
        assertThat(captured).hasSize(1);
    }

    @Test
    void a_waiting_writer_is_not_called_after_it_told_the_end() {
        InFlightResponse response = response(1, 100);
        ContentSource reader = response.newReader().orElseThrow();
        write(response, "12345");
        response.complete(NO_TRAILERS);
        assertThat(drain(reader)).isEqualTo("12345.");
        assertThat(ready).hasValue(0);
    }

    @Test
    void one_writer_and_many_readers_on_threads_of_their_own() {
        int pieces = 2000;
        InFlightResponse response = response(64, 1_000_000, OptionalLong.of(10L * pieces));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Consumer> consumers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Consumer consumer = new Consumer(response.newReader().orElseThrow(), i == 2 ? 500 : Integer.MAX_VALUE);
                consumers.add(consumer);
                threads.execute(consumer);
            }
            threads.execute(() -> writeNext(response, threads, 0, pieces));
            await().until(() -> consumers.stream().allMatch(consumer -> consumer.outcome.get() != null));
            assertThat(consumers.get(0).outcome.get()).isEqualTo("end after " + 10 * pieces);
            assertThat(consumers.get(1).outcome.get()).isEqualTo("end after " + 10 * pieces);
            assertThat(consumers.get(2).outcome.get()).isEqualTo("left after 500");
            assertThat(captured)
                    .hasSize(1)
                    .first()
                    .extracting(bytes -> bytes.length)
                    .isEqualTo(10 * pieces);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void writeNext(InFlightResponse response, ExecutorService threads, int written, int pieces) {
        if (written == pieces) {
            response.complete(NO_TRAILERS);
            return;
        }
        response.write(
                ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.ISO_8859_1)),
                () -> threads.execute(() -> writeNext(response, threads, written + 1, pieces)));
    }

    /** Reads to the end, or leaves after so many bytes. */
    private static final class Consumer implements Runnable {
        private final ContentSource source;
        private final int leaveAfterBytes;
        private final AtomicReference<String> outcome = new AtomicReference<>();
        private int read;

        Consumer(ContentSource source, int leaveAfterBytes) {
            this.source = source;
            this.leaveAfterBytes = leaveAfterBytes;
        }

        @Override
        public void run() {
            while (true) {
                ContentSource.Piece piece = source.next();
                if (piece == null) {
                    source.demand(this);
                    return;
                } else if (piece instanceof ContentSource.Data data) {
                    read += data.bytes().remaining();
                    data.release();
                    if (read >= leaveAfterBytes) {
                        source.cancel(new IOException("enough"));
                        outcome.set("left after " + read);
                        return;
                    }
                } else {
                    outcome.set((piece instanceof ContentSource.End ? "end after " : "failure after ") + read);
                    return;
                }
            }
        }
    }
}
