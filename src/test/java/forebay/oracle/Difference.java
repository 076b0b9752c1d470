package forebay.oracle;

import java.util.Optional;
import java.util.function.Predicate;

/** Classes of differences; the first that fits names one. What settles each stands in differences.txt. */
enum Difference {
    REUSED_FOR_NO_STORE(found -> otherAsks(found) && found.step.asked().equals("no-store")),
    REUSED_STALE_AS_ACCEPTED(found -> otherAsks(found) && found.step.asked().startsWith("max-stale")),
    ONLY_IF_CACHED(found ->
            found.own.status() != found.other.status() && found.step.asked().equals("only-if-cached")),
    STORED_DESPITE_REQUEST(found -> !found.other.asked()
            && source(found, found.other, step -> step.asked().equals("no-store"))),
    VALIDATED_WHERE_OTHER_FETCHES(found -> found.own.validated() && found.other.asked() && !found.other.validated()),
    FETCHED_WHERE_OTHER_VALIDATES(found -> found.own.asked() && !found.own.validated() && found.other.validated()),
    REUSED_BY_OTHER_AT_AGE_ZERO(
            found -> otherReuses(found) && found.step.asked().equals("max-age=0")),
    REUSED_STALE_BY_OTHER(found -> otherReuses(found) && found.step.asked().startsWith("max-stale")),
    UNREADABLE_EXPIRES_IGNORED_BY_OTHER(found -> otherReuses(found)
            && source(found, found.other, step -> step.answer().expires().equals("soon"))),
    KEPT_BY_OTHER_AFTER_A_304_THAT_FORBIDS(found -> otherReuses(found) && earlier(found, Difference::forbids)),
    KEPT_BY_OTHER_AFTER_A_304_TO_AUTHORIZATION(found -> otherReuses(found)
            && earlier(found, step -> step.authorization() && step.answer().tagged())),
    OLDER_304_IGNORED_BY_OTHER(found -> otherAsks(found)
            && earlier(found, step -> step.answer().tagged() && step.answer().dateBehind() > 0)),
    AGE_KEPT_BY_OTHER_AFTER_A_304(found -> otherAsks(found)
            && earlier(
                    found, step -> step.answer().tagged() && step.answer().age().isPresent())),
    OTHER_VARIANT_KEPT(
            found -> otherAsks(found) && earlier(found, step -> step.answer().varies())),
    VARY_PREFERRED(found -> !found.other.asked()
            && source(found, found.other, step -> !step.answer().varies())
            && earlier(found, step -> step.answer().varies())),
    VALIDATED_ANOTHER(found -> found.own.validated() && found.other.validated()),
    OLDER_ANSWER_RELAYED(found ->
            found.own.asked() && found.other.asked() && found.step.answer().dateBehind() > 0);

    /**
     * A request that the two caches treated differently.
     *
     * @param history its history
     * @param number which of its steps
     */
    record Found(History history, int number, History.Step step, Outcome own, Outcome other) {}

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
    private final Predicate<Found> fits;

    Difference(Predicate<Found> fits) {
        this.fits = fits;
    }

    /** The class of {@code found}; empty where none fits. */
    static Optional<Difference> of(Found found) {
        for (Difference difference : values()) {
            if (difference.fits.test(found)) {
                return Optional.of(difference);
            }
        }
        return Optional.empty();
    }

    private static boolean otherReuses(Found found) {
        return found.own.asked() && !found.other.asked();
    }

    private static boolean otherAsks(Found found) {
        return !found.own.asked() && found.other.asked();
    }

    private static boolean forbids(History.Step step) {
        String directives = step.answer().cacheControl();
        return step.answer().tagged() && (directives.contains("no-store") || directives.contains("private"));
    }

    private static boolean earlier(Found found, Predicate<History.Step> is) {
        return found.history.steps().subList(0, found.number).stream().anyMatch(is);
    }

    /** Whether the content that was got came with a step like this. */
    private static boolean source(Found found, Outcome outcome, Predicate<History.Step> is) {
        return outcome.content().startsWith("#")
                && is.test(found.history
                        .steps()
                        .get(Integer.parseInt(outcome.content().substring(1))));
    }
}
