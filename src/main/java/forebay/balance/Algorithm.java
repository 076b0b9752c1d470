package forebay.balance;

import java.util.Locale;

/** How the requests of a pool are spread. */
public enum Algorithm {
    /** In turn, exactly by weight and as evenly as possible in between. */
    WEIGHTED_ROUND_ROBIN(false),
    /** To the one with the fewest requests in flight relative to its weight. */
    LEAST_REQUESTS(false),
    /** To the less loaded of two that are drawn by weight. */
    TWO_CHOICES(false),
    /** Each client to one upstream. */
    CLIENT_HASH(true),
    /** All requests that are told apart by the same value to one upstream, as far as that does not overload it. */
    CONSISTENT_HASH(true),
    /** To the one of two, drawn by weight, that is likely to answer first. */
    PEAK_EWMA(false),
    /** Drawn by weight. */
    RANDOM(false);

    private final boolean hashed;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Algorithm(boolean hashed) {
        this.hashed = hashed;
    }

    /** Its word in forebay.yaml and in the status page. */
    public String word() {
        return word;
    }

    /** Whether it chooses by what the request is told apart by. */
    boolean hashed() {
        return hashed;
    }
}
