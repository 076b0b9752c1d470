package forebay.access;

import forebay.edge.Problem;
import forebay.exchange.Caller;

/** Whether a request may pass. */
sealed interface Verdict {
    /** Who is asking, as far as is known. */
    Caller caller();

    /** It may pass. */
    record Granted(Caller caller) implements Verdict {
        static final Granted TO_ANYBODY = new Granted(Caller.ANONYMOUS);
    }

    /** It may not; the problem is the answer. */
    record Refused(Caller caller, Problem problem) implements Verdict {
        static Refused anonymous(Problem problem) {
            return new Refused(Caller.ANONYMOUS, problem);
        }
    }
}
