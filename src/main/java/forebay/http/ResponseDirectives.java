package forebay.http;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cache-Control of a response (RFC 9111 §5.2.2), as a shared cache reads it; where in doubt, the reading that keeps
 * less. Restricting directives hold whatever their argument is ({@code no-cache="x"} counts as {@code no-cache}),
 * lifetimes that are no digits are zero, of several the shortest holds, unknown directives are ignored. Immutable.
 */
public final class ResponseDirectives {
    /** Directives that are there or not. */
    private enum Flag {
        NO_STORE,
        NO_CACHE,
        PRIVATE,
        PUBLIC,
        MUST_REVALIDATE,
        PROXY_REVALIDATE
    }

    private static final Map<String, Flag> FLAGS = Map.of(
            "no-store", Flag.NO_STORE,
            "no-cache", Flag.NO_CACHE,
            "private", Flag.PRIVATE,
            "public", Flag.PUBLIC,
            "must-revalidate", Flag.MUST_REVALIDATE,
            "proxy-revalidate", Flag.PROXY_REVALIDATE);

    private final Set<Flag> flags;
    private final Optional<Duration> maxAge;
    private final Optional<Duration> sharedMaxAge;
    private final boolean malformed;

    private ResponseDirectives(Reader reader, boolean wellFormed) {
        flags = reader.flags;
        maxAge = reader.maxAge;
        sharedMaxAge = reader.sharedMaxAge;
        malformed = !wellFormed;
    }

    /**
     * Reads the directives of a response. Never fails.
     *
     * @param targets targeted fields in order of precedence, in lower case (RFC 9213 §2.2)
     */
    public static ResponseDirectives of(Fields response, List<String> targets) {
        Reader reader = new Reader();
        boolean wellFormed = DirectiveParser.parse(response.all("Cache-Control"), reader);
        return new ResponseDirectives(reader, wellFormed);
    }

    /** Whether the response must not be stored (§5.2.2.5). */
    public boolean noStore() {
        return flags.contains(Flag.NO_STORE);
    }

    /** Whether each reuse needs a validation, for all fields or for some (§5.2.2.4). */
    public boolean noCache() {
        return flags.contains(Flag.NO_CACHE);
    }

    /** Whether it is meant for one user, as a whole or in some fields (§5.2.2.7). */
    public boolean isPrivate() {
        return flags.contains(Flag.PRIVATE);
    }

    /** Whether it may be stored where it otherwise must not be (§5.2.2.9). */
    public boolean isPublic() {
        return flags.contains(Flag.PUBLIC);
    }

    /** Whether it must not be reused once stale (§5.2.2.2). */
    public boolean mustRevalidate() {
        return flags.contains(Flag.MUST_REVALIDATE);
    }

    /** Whether a shared cache must not reuse it once stale (§5.2.2.8). */
    public boolean proxyRevalidate() {
        return flags.contains(Flag.PROXY_REVALIDATE);
    }

    /** The freshness lifetime for any cache (§5.2.2.1). */
    public Optional<Duration> maxAge() {
        return maxAge;
    }

    /** The freshness lifetime for a shared cache (§5.2.2.10). */
    public Optional<Duration> sharedMaxAge() {
        return sharedMaxAge;
    }

    /** Whether something in Cache-Control can not be read in one way. */
    public boolean malformed() {
        return malformed;
    }

    private static final class Reader implements DirectiveParser.Visitor {
        private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
        private Optional<Duration> maxAge = Optional.empty();
        private Optional<Duration> sharedMaxAge = Optional.empty();

        @Override
        public void directive(String name, Optional<String> argument) {
            Flag flag = FLAGS.get(name);
            if (flag != null) {
                flags.add(flag);
            } else if (name.equals("max-age")) {
                maxAge = shortest(maxAge, argument);
            } else if (name.equals("s-maxage")) {
                sharedMaxAge = shortest(sharedMaxAge, argument);
            }
        }

        /** RFC 9111 §4.2.1: invalid freshness information makes the response stale. */
        private static Optional<Duration> shortest(Optional<Duration> known, Optional<String> argument) {
            Duration given = argument.flatMap(DeltaSeconds::parse).orElse(Duration.ZERO);
            return known.filter(other -> other.compareTo(given) <= 0).or(() -> Optional.of(given));
        }
    }
}
