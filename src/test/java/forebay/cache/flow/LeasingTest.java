package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import forebay.cache.CacheKey;
import forebay.cache.CacheSettings;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.ReadCheck;
import forebay.cache.SelectingFields;
import forebay.cache.SharedLease;
import forebay.cache.UriMarks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a leader does by what other nodes do with the lease of its key. */
class LeasingTest {
    private static final CacheKey KEY = CacheKey.of("app", 1, "", PlainUri.of("http", "o", "/", Optional.empty()));
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final UriMarks marks = new UriMarks();
    private final ReadCheck check = new ReadCheck(marks, PurgeEpochs.alone());
    private final FakeSharedStore shared = new FakeSharedStore(marks);
    private final TwoLevelStore store = new TwoLevelStore(
            new CacheSettings(1 << 20, 1 << 20, 1 << 20, Duration.ofMinutes(1)),
            Optional.of(shared),
            check,
            InstantSource.system());
    private final ShortMemory unshared = new ShortMemory(Ticker.systemTicker());
    private final Collapser collapser = new Collapser(check, PATIENCE);
    private final List<AutoCloseable> open = new ArrayList<>(List.of(store, collapser));
    private final Lead lead = collapser
            .join(new Lead.Lane(KEY, SelectingFields.NONE), true, false)
            .orElseThrow()
            .lead();
    private final OwnLease lease = new OwnLease();

    /** A lease that remembers how it ended. */
    private static final class OwnLease implements SharedLease {
        final List<Boolean> ends = new ArrayList<>();

        @Override
        public void renew() {
            ends.clear(); // it holds on
        }

        @Override
        public void end(boolean shared) {
            ends.add(shared);
        }
    }

    private Leasing leasing(Duration patience) {
        Leasing leasing = new Leasing(store, unshared, patience);
        store.listen(leasing);
        open.add(leasing);
        return leasing;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void who_has_no_neighbours_goes_forward_at_once() {
        assertThat(leasing(PATIENCE).take(KEY, lead, true)).isCompletedWithValue(Leasing.Step.FORWARD);
    }

    @Test
    void who_has_the_lease_looks_once_more_and_keeps_it_until_the_response_is_known() {
        shared.leaseAnswer = new SharedLease.Granted(lease);
        assertThat(leasing(PATIENCE).take(KEY, lead, true)).isCompletedWithValue(Leasing.Step.LOOK);
        assertThat(lease.ends).isEmpty();
        lead.tell(new Lead.Stored(true, OptionalInt.empty()));
        assertThat(lease.ends).startsWith(true);
    }

    @Test
    void a_response_for_one_request_alone_ends_it_as_such() {
        shared.leaseAnswer = new SharedLease.Granted(lease);
        leasing(PATIENCE).take(KEY, lead, true).join();
        lead.tell(new Lead.Unshared(200));
        assertThat(lease.ends).startsWith(false);
    }

    @Test
    void a_leader_that_is_over_or_leaves_before_it_began_ends_it() {
        shared.leaseAnswer = new SharedLease.Granted(lease);
        leasing(PATIENCE).take(KEY, lead, true).join();
        lead.leaderEnded();
        assertThat(lease.ends).isNotEmpty();
    }

    @Test
    void a_leader_whose_client_leaves_in_mid_forward_keeps_it() {
        shared.leaseAnswer = new SharedLease.Granted(lease);
        leasing(PATIENCE).take(KEY, lead, true).join();
        lead.begin();
        lead.leaderEnded();
        assertThat(lease.ends).isEmpty();
        lead.over();
        assertThat(lease.ends).startsWith(true);
    }

    @Test
    void a_lease_that_comes_too_late_is_given_back() {
        lead.over();
        shared.leaseAnswer = new SharedLease.Granted(lease);
        leasing(PATIENCE).take(KEY, lead, true).join();
        assertThat(lease.ends).startsWith(true);
    }

    @Test
    void who_waits_looks_once_the_other_node_has_stored() {
        shared.leaseAnswer = new SharedLease.Held();
        Leasing leasing = leasing(PATIENCE);
        CompletableFuture<Leasing.Step> step = leasing.take(KEY, lead, true);
        assertThat(step).isNotDone();
        assertThat(leasing.waiting()).isEqualTo(1);
        shared.news.changed(KEY);
        assertThat(step).isCompletedWithValue(Leasing.Step.LOOK);
        assertThat(leasing.waiting()).isZero();
    }

    @Test
    void a_response_that_is_not_for_others_releases_all_at_once_and_is_remembered() {
        shared.leaseAnswer = new SharedLease.Held();
        Leasing leasing = leasing(PATIENCE);
        List<CompletableFuture<Leasing.Step>> steps =
                List.of(leasing.take(KEY, lead, true), leasing.take(KEY, lead, true));
        shared.news.ended(KEY, false);
        assertThat(steps).allSatisfy(step -> assertThat(step).isCompletedWithValue(Leasing.Step.FORWARD));
        int asked = shared.leasesAsked.get();
        assertThat(leasing.take(KEY, lead, true)).isCompletedWithValue(Leasing.Step.FORWARD);
        assertThat(shared.leasesAsked).as("the next one does not even ask").hasValue(asked);
    }

    @Test
    void a_response_that_is_not_for_others_releases_those_who_follow_here_before_the_next_one_comes() {
        shared.leaseAnswer = new SharedLease.Held();
        Leasing leasing = leasing(PATIENCE);
        List<Lead.News> told = new ArrayList<>();
        lead.follow(told::add);
        CompletableFuture<Leasing.Step> step = leasing.take(KEY, lead, true);
        assertThat(told).isEmpty();

        shared.news.ended(KEY, false);

        assertThat(told).containsExactly(new Lead.Again());
        assertThat(unshared.knows(KEY)).as("so that they do not follow again").isTrue();
        assertThat(step).isCompletedWithValue(Leasing.Step.FORWARD);
    }

    @Test
    void who_followed_before_that_was_told_is_released_when_the_leader_asks() {
        Leasing leasing = leasing(PATIENCE);
        List<Lead.News> told = new ArrayList<>();
        lead.follow(told::add);
        shared.news.ended(KEY, false);

        assertThat(leasing.take(KEY, lead, true)).isCompletedWithValue(Leasing.Step.FORWARD);
        assertThat(told).containsExactly(new Lead.Again());
    }

    @Test
    void who_has_waited_for_the_cluster_once_does_not_wait_for_it_again() {
        shared.leaseAnswer = new SharedLease.Held();
        Leasing leasing = leasing(PATIENCE);
        assertThat(leasing.take(KEY, lead, false)).isCompletedWithValue(Leasing.Step.FORWARD);
        assertThat(shared.leasesAsked).hasValue(0);
        assertThat(leasing.alone()).isEqualTo(1);
    }

    @Test
    void where_the_holders_node_dies_one_takes_over_and_the_others_wait_on() {
        shared.leaseAnswer = new SharedLease.Held();
        Leasing leasing = leasing(PATIENCE);
        CompletableFuture<Leasing.Step> step = leasing.take(KEY, lead, true);
        shared.news.nodeLeft();
        assertThat(step).as("another one took over").isNotDone();
        shared.leaseAnswer = new SharedLease.Granted(lease);
        shared.news.nodeLeft();
        assertThat(step).isCompletedWithValue(Leasing.Step.LOOK);
    }

    @Test
    void where_the_holders_node_does_not_answer_any_more_nobody_waits_for_it() {
        shared.leaseAnswer = new SharedLease.Held();
        Leasing leasing = leasing(PATIENCE);
        CompletableFuture<Leasing.Step> step = leasing.take(KEY, lead, true);
        shared.leaseAnswer = new SharedLease.Unanswered();
        shared.news.nodeLeft();
        assertThat(step).isCompletedWithValue(Leasing.Step.FORWARD);
        assertThat(leasing.waiting()).isZero();
    }

    @Test
    void who_hears_that_the_holder_gives_no_sign_of_life_goes_on() {
        shared.leaseAnswer = new SharedLease.Held();
        Leasing leasing = leasing(PATIENCE);
        CompletableFuture<Leasing.Step> step = leasing.take(KEY, lead, true);
        shared.news.holderSilent(CacheKey.of("app", 1, "", PlainUri.of("http", "o", "/other", Optional.empty())));
        assertThat(step).isNotDone();
        shared.news.holderSilent(KEY);
        assertThat(step).isCompletedWithValue(Leasing.Step.FORWARD);
        assertThat(leasing.alone()).isEqualTo(1);
        assertThat(leasing.waiting()).isZero();
    }

    @Test
    void patience_has_an_end() {
        shared.leaseAnswer = new SharedLease.Held();
        Leasing leasing = leasing(Duration.ofMillis(20));
        CompletableFuture<Leasing.Step> step = leasing.take(KEY, lead, true);
        await().until(step::isDone);
        assertThat(step).isCompletedWithValue(Leasing.Step.FORWARD);
        assertThat(leasing.waiting()).isZero();
        assertThat(leasing.alone()).isEqualTo(1);
    }

    @Test
    void who_is_not_answered_goes_forward_and_is_counted_and_who_has_no_neighbours_is_not() {
        Leasing leasing = leasing(PATIENCE);
        leasing.take(KEY, lead, true).join();
        assertThat(leasing.alone()).isZero();
        shared.leaseAnswer = new SharedLease.Unanswered();
        assertThat(leasing.take(KEY, lead, true)).isCompletedWithValue(Leasing.Step.FORWARD);
        assertThat(leasing.alone()).isEqualTo(1);
        assertThat(lead.isLeased()).isFalse();
    }
}
