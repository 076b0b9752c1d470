package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.cluster.MemberBreakers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Who is asked when, and who is held to have been silent; by hand, without members. */
class LookUpTest {
    private static final long PATIENCE = 50;
    private static final String OWNER = "owner";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final byte[] VALUE = {1, 2, 3};
    private static final byte[] OTHER = {4};

    private final AtomicLong now = new AtomicLong();
    private final MemberBreakers breakers = new MemberBreakers(now::get);
    private final List<String> silent = new ArrayList<>();
    private final AtomicLong byBackup = new AtomicLong();
    private final HandTimer timer = new HandTimer();
    private final Members members = new Members(List.of(FIRST, SECOND));

    /** Time passes when it is told to. */
    private final class HandTimer implements LookUp.Timer {
        private final List<Due> due = new ArrayList<>();
        private boolean closed;
        private int armed;

        private record Due(long at, FutureTask<?> task) {}

        @Override
        public Future<?> in(long nanos, Runnable task) {
            if (closed) {
                throw new RejectedExecutionException();
            }
            armed++;
            FutureTask<?> future = new FutureTask<>(task, null);
            due.add(new Due(now.get() + nanos, future));
            return future;
        }

        void pass(long nanos) {
            long end = now.get() + nanos;
            for (Optional<Due> next = next(end); next.isPresent(); next = next(end)) {
                now.set(next.get().at());
                due.remove(next.get());
                next.get().task().run();
            }
            now.set(end);
        }

        private Optional<Due> next(long end) {
            return due.stream().filter(each -> each.at() <= end).findFirst();
        }

        boolean isIdle() {
            return due.stream().allMatch(each -> each.task().isCancelled());
        }
    }

    /** Members that answer when they are told to. */
    private static final class Members implements Replicas {
        private final List<String> backups;
        private final List<String> asked = new ArrayList<>();
        private final CompletableFuture<byte[]> owner = new CompletableFuture<>();
        private final CompletableFuture<byte[]> backup = new CompletableFuture<>();
        private boolean broken;
        private boolean left;

        Members(List<String> backups) {
            this.backups = backups;
        }

        @Override
        public String owner() {
            return OWNER;
        }

        @Override
        public CompletionStage<byte[]> askOwner() {
            asked.add(OWNER);
            return owner;
        }

        @Override
        public Optional<Backup> backup(Predicate<String> mayAsk) {
            if (left) {
                throw new IllegalStateException("not active");
            }
            return backups.stream()
                    .filter(mayAsk)
                    .findFirst()
                    .map(member -> new Backup(member, () -> {
                        asked.add(member);
                        if (broken) {
                            throw new IllegalStateException("not active");
                        }
                        return backup;
                    }));
        }
    }

    private LookUp.Terms terms() {
        return new LookUp.Terms(
                breakers,
                timer,
                PATIENCE,
                member -> {
                    silent.add(member);
                    breakers.silent(member);
                },
                byBackup);
    }

    private CompletableFuture<byte[]> inTime(Members of) {
        return LookUp.inTime(terms(), of).toCompletableFuture();
    }

    private CompletableFuture<byte[]> patiently(Members of) {
        return LookUp.patiently(terms(), of).toCompletableFuture();
    }

    private void rest(String member) {
        while (!breakers.isResting(member)) {
            breakers.silent(member);
        }
    }

    private static void assertFails(CompletableFuture<byte[]> answer, Class<? extends Throwable> with) {
        assertThat(answer).isDone();
        assertThatThrownBy(answer::join)
                .satisfies(failure -> assertThat(failure instanceof CompletionException ? failure.getCause() : failure)
                        .isInstanceOf(with));
    }

    @Test
    void an_owner_that_answers_is_the_only_one_who_is_asked() {
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE / 2 - 1);
        members.owner.complete(VALUE);
        assertThat(answer).isCompletedWithValue(VALUE);
        assertThat(timer.isIdle()).isTrue();
        assertThat(timer.armed).isEqualTo(1);
        assertThat(members.asked).containsExactly(OWNER);
        assertThat(silent).isEmpty();
        assertThat(byBackup).hasValue(0);
    }

    @Test
    void an_answer_that_is_there_at_once_needs_no_timer() {
        members.owner.complete(null);
        assertThat(inTime(members)).isCompletedWithValue(null);
        assertThat(timer.armed).isZero();
    }

    @Test
    void a_late_owner_has_its_first_backup_asked_after_half_of_the_time_and_is_held_to_be_silent_at_its_end() {
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE / 2);
        assertThat(members.asked).containsExactly(OWNER, FIRST);
        assertThat(breakers.isLate(OWNER)).isTrue();
        members.backup.complete(VALUE);
        assertThat(answer).isCompletedWithValue(VALUE);
        assertThat(byBackup).hasValue(1);
        assertThat(silent).isEmpty();
        timer.pass(PATIENCE / 2);
        assertThat(silent).containsExactly(OWNER);
        members.owner.complete(OTHER);
        assertThat(answer).isCompletedWithValue(VALUE);
        assertThat(breakers.isLate(OWNER)).as("it has answered").isFalse();
    }

    @Test
    void an_owner_that_was_late_the_last_time_is_asked_together_with_its_backup() {
        breakers.late(OWNER);
        CompletableFuture<byte[]> answer = inTime(members);
        assertThat(members.asked).containsExactlyInAnyOrder(OWNER, FIRST);
        members.owner.complete(null);
        assertThat(answer).as("the owner says that there is nothing").isCompletedWithValue(null);
        assertThat(breakers.isLate(OWNER)).isFalse();
        assertThat(timer.isIdle()).isTrue();
        members.backup.complete(VALUE);
        assertThat(byBackup).hasValue(0);
    }

    @Test
    void what_a_backup_does_not_have_the_owner_may_have() {
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE / 2);
        members.backup.complete(null);
        assertThat(answer).isNotDone();
        members.owner.complete(VALUE);
        assertThat(answer).isCompletedWithValue(VALUE);
        assertThat(silent).isEmpty();
    }

    @Test
    void where_nobody_answers_it_ends_in_time_and_both_are_held_to_be_silent_once() {
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE - 1);
        assertThat(answer).isNotDone();
        timer.pass(1);
        assertFails(answer, TimeoutException.class);
        assertThat(silent).containsExactly(OWNER, FIRST);
        members.owner.completeExceptionally(new IllegalStateException("left"));
        members.backup.completeExceptionally(new IllegalStateException("left"));
        assertThat(silent).containsExactly(OWNER, FIRST);
    }

    @Test
    void a_backup_that_answered_with_nothing_was_not_silent() {
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE / 2);
        members.backup.complete(null);
        timer.pass(PATIENCE / 2);
        assertFails(answer, TimeoutException.class);
        assertThat(silent).containsExactly(OWNER);
    }

    @Test
    void where_there_is_no_backup_it_is_as_if_nobody_had_been_asked() {
        Members none = new Members(List.of());
        CompletableFuture<byte[]> late = inTime(none);
        timer.pass(PATIENCE);
        assertFails(late, TimeoutException.class);
        assertThat(none.asked).containsExactly(OWNER);
        assertThat(silent).containsExactly(OWNER);
        rest(OWNER);
        assertFails(inTime(none), CancellationException.class);
        assertThat(none.asked).containsExactly(OWNER);
        assertThat(breakers.skipped()).isEqualTo(1);
    }

    @Test
    void an_owner_that_is_left_alone_has_its_backup_asked_at_once() {
        rest(OWNER);
        CompletableFuture<byte[]> answer = inTime(members);
        assertThat(members.asked).containsExactly(FIRST);
        members.backup.complete(VALUE);
        assertThat(answer).isCompletedWithValue(VALUE);
        assertThat(timer.isIdle()).isTrue();
    }

    @Test
    void an_owner_that_is_left_alone_and_a_backup_without_the_value_are_no_answer() {
        rest(OWNER);
        CompletableFuture<byte[]> answer = inTime(members);
        members.backup.complete(null);
        assertFails(answer, CancellationException.class);
        assertThat(silent).isEmpty();
    }

    @Test
    void a_backup_of_an_owner_that_is_left_alone_has_the_whole_time() {
        rest(OWNER);
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE - 1);
        assertThat(answer).isNotDone();
        timer.pass(1);
        assertFails(answer, TimeoutException.class);
        assertThat(silent).as("the owner was not asked").containsExactly(FIRST);
    }

    @Test
    void after_its_rest_an_owner_is_asked_once_beside_its_backup() {
        rest(OWNER);
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(inTime(members)).isNotDone();
        assertThat(members.asked).containsExactlyInAnyOrder(OWNER, FIRST);
        Members next = new Members(List.of(FIRST));
        assertThat(inTime(next)).isNotDone();
        assertThat(next.asked).containsExactly(FIRST);
    }

    @Test
    void a_backup_on_a_member_that_is_left_alone_is_passed_over() {
        rest(FIRST);
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE / 2);
        assertThat(members.asked).containsExactly(OWNER, SECOND);
        members.backup.complete(VALUE);
        assertThat(answer).isCompletedWithValue(VALUE);
    }

    @Test
    void an_owner_that_fails_has_its_backup_asked_at_once_and_is_held_to_be_silent() {
        CompletableFuture<byte[]> answer = inTime(members);
        members.owner.completeExceptionally(new IllegalStateException("left"));
        assertThat(members.asked).containsExactly(OWNER, FIRST);
        assertThat(silent).containsExactly(OWNER);
        members.backup.complete(VALUE);
        assertThat(answer).isCompletedWithValue(VALUE);
        assertThat(timer.isIdle()).isTrue();
    }

    @Test
    void where_both_fail_the_failure_is_the_owners() {
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE / 2);
        members.backup.completeExceptionally(new IllegalArgumentException("moved"));
        assertThat(answer).isNotDone();
        members.owner.completeExceptionally(new IllegalStateException("left"));
        assertFails(answer, IllegalStateException.class);
        assertThat(silent).containsExactly(FIRST, OWNER);
    }

    @Test
    void a_backup_that_can_not_be_asked_is_none() {
        members.broken = true;
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE / 2);
        members.owner.complete(VALUE);
        assertThat(answer).isCompletedWithValue(VALUE);
    }

    @Test
    void a_cluster_that_is_left_meanwhile_keeps_no_look_up_from_its_end() {
        members.left = true;
        CompletableFuture<byte[]> answer = inTime(members);
        timer.pass(PATIENCE);
        assertFails(answer, TimeoutException.class);
        assertThat(silent).containsExactly(OWNER);
    }

    @Test
    void a_timer_that_is_closed_ends_it() {
        timer.closed = true;
        assertFails(inTime(members), TimeoutException.class);
    }

    @Test
    void who_rather_waits_has_the_backup_asked_after_half_of_the_time_and_holds_nobody_to_be_silent() {
        CompletableFuture<byte[]> answer = patiently(members);
        assertThat(members.asked).containsExactly(OWNER);
        timer.pass(PATIENCE / 2);
        assertThat(members.asked).containsExactly(OWNER, FIRST);
        timer.pass(1_000 * PATIENCE);
        assertThat(answer).isNotDone();
        assertThat(silent).isEmpty();
        members.backup.complete(null);
        assertThat(answer).isNotDone();
        members.owner.completeExceptionally(new IllegalStateException("too long"));
        assertFails(answer, IllegalStateException.class);
        assertThat(silent).isEmpty();
    }

    @Test
    void who_rather_waits_takes_what_comes_first() {
        breakers.late(OWNER);
        CompletableFuture<byte[]> answer = patiently(members);
        assertThat(members.asked).containsExactlyInAnyOrder(OWNER, FIRST);
        members.backup.complete(VALUE);
        members.owner.complete(OTHER);
        assertThat(answer).isCompletedWithValue(VALUE);
    }

    @Test
    void who_rather_waits_asks_an_owner_that_is_left_alone_only_where_its_backup_does_not_help() {
        rest(OWNER);
        CompletableFuture<byte[]> helped = patiently(members);
        members.backup.complete(VALUE);
        assertThat(helped).isCompletedWithValue(VALUE);
        timer.pass(PATIENCE);
        assertThat(members.asked).containsExactly(FIRST);

        Members nothing = new Members(List.of(FIRST));
        CompletableFuture<byte[]> answer = patiently(nothing);
        nothing.backup.complete(null);
        assertThat(nothing.asked).containsExactly(FIRST, OWNER);
        nothing.owner.complete(VALUE);
        assertThat(answer).isCompletedWithValue(VALUE);

        Members late = new Members(List.of(FIRST));
        rest(OWNER);
        assertThat(patiently(late)).isNotDone();
        timer.pass(PATIENCE / 2);
        assertThat(late.asked).containsExactly(FIRST, OWNER);

        Members none = new Members(List.of());
        rest(OWNER);
        assertThat(patiently(none)).isNotDone();
        assertThat(none.asked).containsExactly(OWNER);
    }
}
