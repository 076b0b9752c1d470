package forebay.observe;

import forebay.exchange.Attempt;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The words of attempt outcomes that log and metrics share. */
final class OutcomeWords {
    private static final Map<Attempt.Outcome, String> WORDS = new EnumMap<>(Attempt.Outcome.class);

    static {
        for (Attempt.Outcome outcome : Attempt.Outcome.values()) {
            WORDS.put(outcome, outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    private OutcomeWords() {}

    /** The word of {@code outcome}: {@code connect-failed}. */
    static String of(Attempt.Outcome outcome) {
        return WORDS.getOrDefault(outcome, "");
    }
}
