package forebay.observe;

import forebay.exchange.Attempt;
import java.util.Locale;

/** The words of attempt outcomes that log and metrics share. */
final class OutcomeWords {
    private OutcomeWords() {}

    /** The word of {@code outcome}: {@code connect-failed}. */
    static String of(Attempt.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
