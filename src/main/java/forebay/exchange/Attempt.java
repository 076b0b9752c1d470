package forebay.exchange;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * One try to get an answer from one upstream.
 *
 * @param upstream the upstream's name (scheme, host and port of its URL)
 * @param outcome what became of it
 * @param status the status of the final response, where a head came
 * @param duration from the pick to the end of the response or the failure
 */
public record Attempt(String upstream, Outcome outcome, OptionalInt status, Duration duration) {
    /** What became of an attempt. */
    public enum Outcome {
        /** A whole response came. */
        ANSWERED,
        /** No connection could be made. */
        CONNECT_FAILED,
        /** The connection broke before a final response head. */
        BROKEN_BEFORE_HEAD,
        /** The connection broke, or framing was violated, after the head. */
        BROKEN_AFTER_HEAD,
        /** What came was not HTTP, or broke a limit. */
        BAD_RESPONSE,
        /** No head, or no progress, in time. */
        TIMED_OUT,
        /** The client went away or sent broken content; not the upstream's fault. */
        CLIENT_GONE,
        /** Another attempt of the same request brought the answer first; nobody's fault. */
        OVERTAKEN
    }
}
