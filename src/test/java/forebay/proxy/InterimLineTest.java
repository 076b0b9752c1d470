package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.edge.InterimResponses.Sender;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** One at a time, in order, before the response, and never more than a few. */
class InterimLineTest {
    private final List<String> sent = new ArrayList<>();
    private final Slow container = new Slow();
    private final InterimLine line = new InterimLine(container);

    /** A container whose client takes its time; or one that can not send at all. */
    private final class Slow implements Sender {
        private final Queue<Runnable> written = new ArrayDeque<>();
        private boolean broken;

        @Override
        public void send(ResponseHead interim, Runnable done) {
            if (broken) {
                throw new IllegalStateException("no way");
            }
            sent.add(Integer.toString(interim.status()));
            written.add(done);
        }

        @Override
        public void left() {
            sent.add("left");
        }

        void written() {
            written.remove().run();
        }
    }

    private static ResponseHead interim(int status) {
        return new ResponseHead(status, Fields.EMPTY);
    }

    @Test
    void eachWaitsForTheOneBeforeAndTheResponseForAll() {
        line.add(interim(103));
        line.add(interim(104));
        line.end(() -> sent.add("response"));
        assertThat(sent).containsExactly("103");

        container.written();
        assertThat(sent).containsExactly("103", "104");
        container.written();
        assertThat(sent).containsExactly("103", "104", "response");
    }

    @Test
    void theResponseWaitsForNothingThatIsSent() {
        line.add(interim(103));
        container.written();
        line.end(() -> sent.add("response"));
        assertThat(sent).containsExactly("103", "response");
    }

    @Test
    void nothingComesAfterTheResponse() {
        line.end(() -> sent.add("response"));
        line.add(interim(103));
        assertThat(sent).containsExactly("response");
    }

    @Test
    void anUpstreamThatGoesOnIsNotListenedTo() {
        for (int i = 0; i < InterimLine.MOST + 9; i++) {
            line.add(interim(103));
            if (!container.written.isEmpty()) {
                container.written();
            }
        }
        assertThat(sent).hasSize(InterimLine.MOST);
        line.end(() -> sent.add("response"));
        assertThat(sent).endsWith("response");
    }

    @Test
    void whoHasLeftIsSentNothingMore() {
        line.add(interim(103));
        line.add(interim(104));
        line.drop();
        line.end(() -> sent.add("end"));
        container.written();
        line.add(interim(105));
        assertThat(sent).containsExactly("103", "left", "end");
    }

    @Test
    void aContainerThatFailsHoldsUpNoResponse() {
        container.broken = true;
        line.add(interim(103));
        line.end(() -> sent.add("response"));
        assertThat(sent).containsExactly("response");
    }
}
