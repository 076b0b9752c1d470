package forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The values that cache and proxy hand each other. */
class VerdictTest {
    private static final ResponseHead HEAD = new ResponseHead(200, Fields.EMPTY);
    private static final ContentSource ENDED = new ContentSource() {
        @Override
        public @Nullable Piece next() {
            return new End(Fields.EMPTY);
        }

        @Override
        public void demand(Runnable onAvailable) {
            onAvailable.run();
        }

        @Override
        public void cancel(Throwable reason) {}
    };

    @Test
    void releasingAPieceGivesItsMemoryBack() {
        AtomicInteger released = new AtomicInteger();
        ContentSource.Data data = new ContentSource.Data(ByteBuffer.allocate(3), released::incrementAndGet);
        assertThat(data.bytes().remaining()).isEqualTo(3);
        assertThat(released).hasValue(0);
        data.release();
        assertThat(released).hasValue(1);
    }

    @Test
    void aCacheMayAnswerForAFailedForwardAndInPlaceOfAResponse() {
        CachePlan.Answer answer = new CachePlan.Answer(HEAD, ENDED);
        assertThat(answer).isInstanceOf(CachePlan.Verdict.class).isInstanceOf(CachePlan.FailureVerdict.class);
        assertThat(answer.source().next()).isEqualTo(new ContentSource.End(Fields.EMPTY));
        assertThat(new CachePlan.Relay(HEAD)).isNotInstanceOf(CachePlan.FailureVerdict.class);
        assertThat(new CachePlan.GiveUp()).isNotInstanceOf(CachePlan.Verdict.class);
        assertThat(new CachePlan.Unvalidated()).isNotInstanceOf(CachePlan.Verdict.class);
    }

    @Test
    void onlyDelimitedContentShowsAnEarlyEnd() {
        assertThat(CachePlan.Framing.values())
                .containsExactly(
                        CachePlan.Framing.NONE, CachePlan.Framing.DELIMITED, CachePlan.Framing.CLOSE_DELIMITED);
    }
}
