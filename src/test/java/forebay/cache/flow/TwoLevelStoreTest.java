package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.cache.ContentId;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.ReadCheck;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cache.UriMarks;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwoLevelStoreTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final CacheRules RULES = new CacheRules("app", 1, CachePolicy.RFC, false, 1 << 20);

    private final UriMarks marks = new UriMarks();
    private final ReadCheck check = new ReadCheck(marks, PurgeEpochs.alone());
    private final FakeSharedStore shared = new FakeSharedStore(marks);
    private final AtomicLong ticks = new AtomicLong();
    private Instant now = START;
    private final TwoLevelStore store = store(Optional.of(shared), 1 << 20);

    private TwoLevelStore store(Optional<FakeSharedStore> second, long heapBytes) {
        return store(second, heapBytes, Duration.ofMinutes(1));
    }

    private TwoLevelStore store(Optional<FakeSharedStore> second, long heapBytes, Duration lookupTimeout) {
        return new TwoLevelStore(
                new CacheSettings(heapBytes, 1 << 20, 1 << 20, lookupTimeout),
                second.map(one -> one),
                check,
                () -> now,
                ticks::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static CacheKey key(String path) {
        return CacheKey.of(RULES, PlainUri.of("http", "origin.test", path, Optional.empty()));
    }

    private StoredResponse response(String content) {
        return response(content, SelectingFields.NONE);
    }

    private StoredResponse response(String content, SelectingFields selecting) {
        return StoredResponse.of(
                CachePolicy.RFC,
                new ResponseHead(200, Fields.of("Cache-Control", "max-age=60")),
                new Receipt(now, now, check.stamp()),
                selecting,
                StoredContent.of(
                        new ContentId(1, content.hashCode()), List.of(content.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<Long> lengths(StoredVariants variants) {
        return variants.all().stream().map(stored -> stored.content().length()).toList();
    }

    @Test
    void both_levels_are_filled_and_the_heap_answers_at_once() {
        store.store(key("/a"), response("abc"));
        assertThat(shared.entries).containsKey(key("/a"));
        assertThat(store.find(key("/a"), CachePolicy.RFC).toCompletableFuture()).isCompleted();
        assertThat(shared.lookups).hasValue(0);
        assertThat(lengths(store.local(key("/a")))).containsExactly(3L);
    }

    @Test
    void without_a_second_level_the_heap_is_all() {
        try (TwoLevelStore alone = store(Optional.empty(), 1 << 20)) {
            assertThat(alone.find(key("/a"), CachePolicy.RFC)
                            .toCompletableFuture()
                            .join())
                    .isEmpty();
            alone.store(key("/a"), response("abc"));
            assertThat(alone.find(key("/a"), CachePolicy.RFC)
                            .toCompletableFuture()
                            .join())
                    .isPresent();
            alone.notStorable(key("/b"));
            alone.invalidate(key("/a"));
            assertThat(alone.find(key("/a"), CachePolicy.RFC)
                            .toCompletableFuture()
                            .join())
                    .isEmpty();
        }
    }

    @Test
    void what_another_node_stored_is_found_and_kept() {
        shared.store(key("/a"), response("abc"));
        assertThat(lengths(store.findShared(key("/a"), CachePolicy.RFC).join())).containsExactly(3L);
        assertThat(lengths(store.local(key("/a")))).containsExactly(3L);
    }

    @Test
    void the_newer_of_the_same_variant_wins_and_others_are_kept() {
        SelectingFields german = SelectingFields.of(List.of("Accept-Language"), Fields.of("Accept-Language", "de"));
        store.store(key("/a"), response("heap, old"));
        now = now.plusSeconds(1);
        shared.entries.put(key("/a"), StoredVariants.of(List.of(response("newer"), response("deutsch", german))));
        assertThat(lengths(store.findShared(key("/a"), CachePolicy.RFC).join())).containsExactlyInAnyOrder(5L, 7L);
    }

    @Test
    void the_heap_is_bounded_by_bytes() {
        try (TwoLevelStore small = store(Optional.empty(), 20_000)) {
            for (int i = 0; i < 100; i++) {
                small.store(key("/" + i), response("x".repeat(1000)));
            }
            assertThat(small.heapUse().bytes()).isLessThanOrEqualTo(20_000);
            assertThat(small.heapUse().keys()).isBetween(1L, 20L);
        }
    }

    @Test
    void a_slow_store_is_a_miss_and_its_late_answer_is_not_wanted_any_more() {
        shared.store(key("/a"), response("abc"));
        shared.slow = true;
        try (TwoLevelStore hurried = store(Optional.of(shared), 1 << 20, Duration.ofMillis(20))) {
            CompletableFuture<StoredVariants> found = hurried.findShared(key("/a"), CachePolicy.RFC);
            assertThat(found.orTimeout(60, TimeUnit.SECONDS).join().isEmpty()).isTrue();
            await().untilAsserted(() -> assertThat(hurried.lookupFailures()).isEqualTo(1));
            shared.answer();
            assertThat(hurried.local(key("/a")).isEmpty()).isTrue();
        }
    }

    @Test
    void an_answer_in_time_is_taken() {
        shared.store(key("/a"), response("abc"));
        shared.slow = true;
        CompletableFuture<LookUp> lookUp = store.lookUp(key("/a"), CachePolicy.RFC);
        shared.answer();
        assertThat(lengths(lookUp.join().found())).containsExactly(3L);
        assertThat(lookUp.join().answered()).isTrue();
    }

    @Test
    void a_store_that_fails_is_a_miss_and_counted() {
        shared.fails = true;
        for (int i = 0; i < 20; i++) {
            assertThat(store.lookUp(key("/a"), CachePolicy.RFC).join())
                    .isEqualTo(new LookUp(StoredVariants.NONE, false));
        }
        assertThat(store.lookupFailures()).isEqualTo(20);
    }

    @Test
    void invalidation_holds_for_every_key_of_the_uri() {
        CacheKey other = CacheKey.of("other", 2, "", key("/a").uri());
        store.store(key("/a"), response("abc"));
        store.store(other, response("abcd"));
        now = now.plusSeconds(1);
        store.invalidate(key("/a"));
        assertThat(store.local(key("/a")).isEmpty()).isTrue();
        assertThat(store.local(other).isEmpty()).isTrue();
        assertThat(store.findShared(other, CachePolicy.RFC).join().isEmpty())
                .as("asked for before the invalidation")
                .isTrue();
        assertThat(shared.announced).containsExactly(key("/a").uri());
    }

    @Test
    void a_look_up_that_an_invalidation_overtakes_brings_nothing() {
        shared.store(key("/a"), response("abc"));
        shared.slow = true;
        CompletableFuture<StoredVariants> found = store.findShared(key("/a"), CachePolicy.RFC);
        now = now.plusSeconds(1);
        store.invalidate(key("/a"));
        shared.answer();
        assertThat(found.join().isEmpty()).isTrue();
        assertThat(store.local(key("/a")).isEmpty()).isTrue();
    }

    @Test
    void what_is_asked_for_after_an_invalidation_passes() {
        store.invalidate(key("/a"));
        now = now.plusSeconds(1);
        shared.store(key("/a"), response("new"));
        assertThat(lengths(store.findShared(key("/a"), CachePolicy.RFC).join())).containsExactly(3L);
    }

    @Test
    void what_other_nodes_do_is_heeded() {
        store.store(key("/a"), response("abc"));
        store.store(key("/b"), response("abc"));
        shared.news.changed(key("/a"));
        assertThat(store.local(key("/a")).isEmpty()).isTrue();
        now = now.plusSeconds(1);
        shared.news.invalidated(key("/b").uri());
        assertThat(store.local(key("/b")).isEmpty()).isTrue();
    }

    @Test
    void not_storable_is_remembered_for_a_short_while() {
        store.notStorable(key("/a"));
        store.findShared(key("/a"), CachePolicy.RFC).join();
        assertThat(shared.lookups).hasValue(0);
        ticks.addAndGet(ShortMemory.SPAN.toNanos() + 1);
        store.findShared(key("/a"), CachePolicy.RFC).join();
        assertThat(shared.lookups).hasValue(1);
        store.notStorable(key("/a"));
        store.store(key("/a"), response("abc"));
        store.findShared(key("/a"), CachePolicy.RFC).join();
        assertThat(shared.lookups).as("it was stored since").hasValue(2);
    }

    @Test
    void closing_leaves_no_thread() {
        shared.slow = true;
        assertThat(store.findShared(key("/a"), CachePolicy.RFC)).isNotDone();
        store.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("forebay-cache-timer")));
    }

    @Test
    void whatIsHeldWhileTheLeaseIsOutIsUsedAgainAfterIt() {
        AtomicBoolean lease = new AtomicBoolean(true);
        PurgeEpochs bound = PurgeEpochs.waiting(lease::get);
        bound.serve(1);
        ReadCheck boundCheck = new ReadCheck(marks, bound);
        CacheKey key = key("/held");
        try (TwoLevelStore held = new TwoLevelStore(
                new CacheSettings(1 << 20, 1 << 20, 1 << 20, Duration.ofMinutes(1)),
                Optional.empty(),
                boundCheck,
                () -> now,
                ticks::get)) {
            held.store(key, response("stored").withStamp(boundCheck.stamp()));

            lease.set(false);
            assertThat(held.local(key).isEmpty()).isTrue();
            assertThat(held.sweep(key)).isZero();

            lease.set(true);
            assertThat(held.local(key).all()).hasSize(1);
        }
    }
}
