package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemberBreakersTest {
    private final AtomicLong now = new AtomicLong(1);
    private final MemberBreakers breakers = new MemberBreakers(now::get);

    private void silent(String member, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breakers.mayAsk(member)).as("question %d", i).isTrue();
            breakers.silent(member);
        }
    }

    @Test
    void a_member_that_leaves_several_questions_in_a_row_unanswered_is_left_alone_and_no_other() {
        silent("a", MemberBreakers.MOST_SILENT);
        assertThat(breakers.mayAsk("a")).isFalse();
        assertThat(breakers.mayAsk("b")).isTrue();
        assertThat(breakers.skipped()).isEqualTo(1);
        assertThat(breakers.resting()).isEqualTo(1);
    }

    @Test
    void that_it_is_left_alone_is_told_once() {
        for (int i = 1; i <= 2 * MemberBreakers.MOST_SILENT; i++) {
            assertThat(breakers.silent("a")).isEqualTo(i == MemberBreakers.MOST_SILENT);
            assertThat(breakers.isResting("a")).isEqualTo(i >= MemberBreakers.MOST_SILENT);
        }
        breakers.answered("a");
        assertThat(breakers.isResting("a")).isFalse();
        assertThat(breakers.isResting("b")).isFalse();
    }

    @Test
    void an_answer_in_between_begins_the_count_anew() {
        silent("a", MemberBreakers.MOST_SILENT - 1);
        breakers.answered("a");
        silent("a", MemberBreakers.MOST_SILENT - 1);
        assertThat(breakers.mayAsk("a")).isTrue();
        assertThat(breakers.skipped()).isZero();
    }

    @Test
    void after_its_rest_it_is_asked_once_and_rests_again_or_is_let_in() {
        silent("a", MemberBreakers.MOST_SILENT);
        now.addAndGet(MemberBreakers.REST_NANOS);
        assertThat(breakers.mayAsk("a")).as("the first one").isTrue();
        assertThat(breakers.mayAsk("a")).as("while that is under way").isFalse();
        breakers.silent("a");
        assertThat(breakers.mayAsk("a")).isFalse();
        now.addAndGet(MemberBreakers.REST_NANOS);
        assertThat(breakers.mayAsk("a")).isTrue();
        breakers.answered("a");
        assertThat(breakers.mayAsk("a")).isTrue();
        assertThat(breakers.resting()).isZero();
    }

    @Test
    void a_member_that_left_or_came_is_not_held_against() {
        silent("a", MemberBreakers.MOST_SILENT);
        breakers.left("a");
        assertThat(breakers.mayAsk("a")).isTrue();
    }

    @Test
    void a_member_is_late_until_it_answers() {
        assertThat(breakers.isLate("a")).isFalse();
        breakers.late("a");
        assertThat(breakers.isLate("a")).isTrue();
        assertThat(breakers.isLate("b")).isFalse();
        assertThat(breakers.mayAsk("a")).isTrue();
        breakers.answered("a");
        assertThat(breakers.isLate("a")).isFalse();
        breakers.silent("a");
        assertThat(breakers.isLate("a")).isTrue();
        breakers.answered("a");
        assertThat(breakers.isLate("a")).isFalse();
        assertThat(breakers.resting()).isZero();
    }
}
