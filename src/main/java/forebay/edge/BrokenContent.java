package forebay.edge;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeoutException;

/** What is answered to a client whose content could not be read: its framing is broken, or nothing came any more. */
public final class BrokenContent {
    private BrokenContent() {}

    /**
     * The answer (RFC 9110 §15.5.1, §15.5.9). Where the content ends is not known, so that the connection can not be used again.
     *
     * @param cause what reading failed with: containers have types of their own for content that stopped coming
     */
    public static Problem problem(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof TimeoutException || each instanceof InterruptedIOException) {
                return Problem.of(
                                408,
                                "content-timeout",
                                "The request's content did not come in time",
                                "Send the content without long pauses.")
                        .closing();
            }
        }
        return Problem.of(
                        400,
                        "content-broken",
                        "The request's content is broken",
                        "Its framing is wrong or it ended early.")
                .closing();
    }
}
