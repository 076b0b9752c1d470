package forebay.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Cache-Control of a request (RFC 9111 §5.2.1), and Pragma where there is none (§5.4). Where in doubt, the reading
 * that reuses less: a max-age that is no digits is zero, a min-fresh without them is out of reach, such a max-stale or
 * stale-if-error is ignored. Immutable.
 *
 * @param noCache whether a stored response needs a validation
 * @param noStore whether neither request nor response may be stored
 * @param onlyIfCached whether 504 is wanted rather than a forward
 * @param maxAge largest age that is accepted
 * @param minFresh freshness that must remain
 * @param maxStale staleness that is accepted; {@link DeltaSeconds#MAX} for any
 * @param staleIfError staleness that is accepted in place of an error (RFC 5861 §4)
 * @param noTransform whether the content is wanted as the origin made it
 */
public record RequestDirectives(
        boolean noCache,
        boolean noStore,
        boolean onlyIfCached,
        Optional<Duration> maxAge,
        Optional<Duration> minFresh,
        Optional<Duration> maxStale,
        Optional<Duration> staleIfError,
        boolean noTransform) {
    /** Of a request without directives. */
    public static final RequestDirectives NONE = new Reader().directives();

    private static final RequestDirectives NO_CACHE = of(Fields.of("Cache-Control", "no-cache"));

    /** Reads Cache-Control, else Pragma. Never fails. */
    public static RequestDirectives of(Fields request) {
        List<String> lines = request.all("Cache-Control");
        if (lines.isEmpty()) {
            boolean pragma = request.contains("Pragma")
                    && FieldList.members(request, "Pragma").stream().anyMatch("no-cache"::equalsIgnoreCase);
            return pragma ? NO_CACHE : NONE;
        }
        Reader reader = new Reader();
        DirectiveParser.parse(lines, reader);
        return reader.directives();
    }

    /** These less what makes a request go forward though a fresh response is stored: no-cache, max-age, min-fresh. */
    public RequestDirectives limited() {
        return !noCache && maxAge.isEmpty() && minFresh.isEmpty()
                ? this
                : new RequestDirectives(
                        false,
                        noStore,
                        onlyIfCached,
                        Optional.empty(),
                        Optional.empty(),
                        maxStale,
                        staleIfError,
                        noTransform);
    }

    private static final class Reader implements DirectiveParser.Visitor {
        private boolean noCache;
        private boolean noStore;
        private boolean onlyIfCached;
        private boolean noTransform;
        private Optional<Duration> maxAge = Optional.empty();
        private Optional<Duration> minFresh = Optional.empty();
        private Optional<Duration> maxStale = Optional.empty();
        private Optional<Duration> staleIfError = Optional.empty();
        private boolean brokenMaxStale;

        @Override
        public void directive(String name, Optional<String> argument) {
            switch (name) {
                case "no-cache" -> noCache = true;
                case "no-store" -> noStore = true;
                case "no-transform" -> noTransform = true;
                case "only-if-cached" -> onlyIfCached = true;
                case "max-age" -> maxAge = shorter(maxAge, seconds(argument).orElse(Duration.ZERO));
                case "min-fresh" ->
                    minFresh = longer(minFresh, seconds(argument).orElse(DeltaSeconds.MAX));
                case "stale-if-error" ->
                    staleIfError = shorter(staleIfError, seconds(argument).orElse(Duration.ZERO));
                case "max-stale" -> {
                    Optional<Duration> given = argument.isEmpty() ? Optional.of(DeltaSeconds.MAX) : seconds(argument);
                    given.ifPresentOrElse(value -> maxStale = shorter(maxStale, value), () -> brokenMaxStale = true);
                }
                default -> {
                    // §5.2.3: what is not known is ignored
                }
            }
        }

        @Override
        public void stray(String word) {
            switch (word) {
                case "no-cache", "no-store", "no-transform", "max-age", "min-fresh" ->
                    directive(word, Optional.empty());
                case "max-stale" -> brokenMaxStale = true;
                case "stale-if-error" -> staleIfError = Optional.of(Duration.ZERO);
                default -> {
                    // no restriction
                }
            }
        }

        private RequestDirectives directives() {
            return new RequestDirectives(
                    noCache,
                    noStore,
                    onlyIfCached,
                    maxAge,
                    minFresh,
                    brokenMaxStale ? Optional.empty() : maxStale,
                    staleIfError,
                    noTransform);
        }

        private static Optional<Duration> seconds(Optional<String> argument) {
            return argument.flatMap(DeltaSeconds::parse);
        }

        private static Optional<Duration> shorter(Optional<Duration> known, Duration given) {
            return known.filter(other -> other.compareTo(given) <= 0).or(() -> Optional.of(given));
        }

        private static Optional<Duration> longer(Optional<Duration> known, Duration given) {
            return known.filter(other -> other.compareTo(given) >= 0).or(() -> Optional.of(given));
        }
    }
}
