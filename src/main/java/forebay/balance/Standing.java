package forebay.balance;

import java.util.Locale;

/** How an upstream stands with its pool. Of several that hold at once the last of this list counts. */
public enum Standing {
    /** Requests are sent to it in its turn. */
    AVAILABLE,
    /** No connection could be made lately. */
    UNREACHABLE,
    /** What it answered, or did not answer, was judged from traffic to be worse than the others. */
    EJECTED,
    /** Health checks failed. */
    UNHEALTHY,
    /** An operator lets it finish what it has and gives it nothing new. */
    DRAINING,
    /** An operator took it out. */
    DISABLED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its word in the status page, in metrics and in logs. */
    public String word() {
        return word;
    }

    /** Whether nothing is sent to it, however the others stand: the operator's word is not a guess. */
    public boolean closed() {
        return this == DRAINING || this == DISABLED;
    }
}
