package forebay.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Cache-Control of a request (RFC 9111 §5.2.1), and Pragma where there is none (§5.4). Where in doubt, the reading
 * that reuses less: a max-age that is no digits is zero, a min-fresh without them is out of reach, such a max-stale is
 * ignored. Immutable.
 *
 * @param noCache whether a stored response needs a validation
 * @param noStore whether neither request nor response may be stored
 * @param onlyIfCached whether 504 is wanted rather than a forward
 * @param maxAge largest age that is accepted
 * @param minFresh freshness that must remain
 * @param maxStale staleness that is accepted; {@link DeltaSeconds#MAX} for any
 */
public record RequestDirectives(
        boolean noCache,
        boolean noStore,
        boolean onlyIfCached,
        Optional<Duration> maxAge,
        Optional<Duration> minFresh,
        Optional<Duration> maxStale) {
    /** Of a request without directives. */
    public static final RequestDirectives NONE =
            new RequestDirectives(false, false, false, Optional.empty(), Optional.empty(), Optional.empty());

    /** Reads Cache-Control, else Pragma. Never fails. */
    public static RequestDirectives of(Fields request) {
        List<String> lines = request.all("Cache-Control");
        if (lines.isEmpty()) {
            boolean pragma = request.contains("Pragma")
                    && FieldList.members(request, "Pragma").stream().anyMatch("no-cache"::equalsIgnoreCase);
            return pragma
                    ? new RequestDirectives(true, false, false, Optional.empty(), Optional.empty(), Optional.empty())
                    : NONE;
        }
        Reader reader = new Reader();
        DirectiveParser.parse(lines, reader);
        return new RequestDirectives(
                reader.noCache, reader.noStore, reader.onlyIfCached, reader.maxAge, reader.minFresh, reader.maxStale());
    }

    private static final class Reader implements DirectiveParser.Visitor {
        private boolean noCache;
        private boolean noStore;
        private boolean onlyIfCached;
        private Optional<Duration> maxAge = Optional.empty();
        private Optional<Duration> minFresh = Optional.empty();
        private Optional<Duration> maxStale = Optional.empty();
        private boolean brokenMaxStale;

        @Override
        public void directive(String name, Optional<String> argument) {
            switch (name) {
                case "no-cache" -> noCache = true;
                case "no-store" -> noStore = true;
                case "only-if-cached" -> onlyIfCached = true;
                case "max-age" -> maxAge = shorter(maxAge, seconds(argument).orElse(Duration.ZERO));
                case "min-fresh" ->
                    minFresh = longer(minFresh, seconds(argument).orElse(DeltaSeconds.MAX));
                case "max-stale" -> {
                    Optional<Duration> given = argument.isEmpty() ? Optional.of(DeltaSeconds.MAX) : seconds(argument);
                    brokenMaxStale |= given.isEmpty();
                    maxStale = given.map(value -> shorter(maxStale, value).orElse(value))
                            .or(() -> maxStale);
                }
                default -> {
                    // §5.2.3: what is not known is ignored
                }
            }
        }

        private Optional<Duration> maxStale() {
            return brokenMaxStale ? Optional.empty() : maxStale;
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
