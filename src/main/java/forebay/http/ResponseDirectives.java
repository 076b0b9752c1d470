package forebay.http;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a response says to a shared cache: its Cache-Control (RFC 9111 §5.2.2), or the targeted field that stands in
 * for it (RFC 9213). Where in doubt, the reading that keeps less: a restriction holds whatever its argument is and
 * wherever it stands, a permission only in its proper form; a lifetime that is no digits, or is there twice with
 * different values, is zero (§4.2.1). Directives that are not known are ignored (§5.2.3). Immutable.
 */
public final class ResponseDirectives {
    /** Directives that are there or not. */
    private enum Flag {
        NO_STORE,
        NO_CACHE,
        PRIVATE,
        PUBLIC,
        MUST_REVALIDATE,
        PROXY_REVALIDATE,
        MUST_UNDERSTAND,
        NO_TRANSFORM,
        IMMUTABLE,
        /** Not a directive: one was there in its proper form that lets an answer to Authorization be shared (§3.5). */
        SHARING
    }

    private static final Map<String, Flag> RESTRICTIONS = Map.of(
            "no-store", Flag.NO_STORE,
            "no-cache", Flag.NO_CACHE,
            "private", Flag.PRIVATE,
            "must-revalidate", Flag.MUST_REVALIDATE,
            "proxy-revalidate", Flag.PROXY_REVALIDATE,
            "must-understand", Flag.MUST_UNDERSTAND,
            "no-transform", Flag.NO_TRANSFORM);

    private final Set<Flag> flags;
    private final Set<String> withheld;
    private final Optional<Duration> maxAge;
    private final Optional<Duration> sharedMaxAge;
    private final Optional<Duration> staleWhileRevalidate;
    private final Optional<Duration> staleIfError;
    private final boolean targeted;

    private ResponseDirectives(Reader reader, boolean targeted) {
        flags = reader.flags;
        withheld = reader.withheld;
        maxAge = reader.maxAge;
        sharedMaxAge = reader.sharedMaxAge;
        staleWhileRevalidate = reader.staleWhileRevalidate;
        staleIfError = reader.staleIfError;
        this.targeted = targeted;
    }

    /**
     * Reads the directives of a response. Never fails.
     *
     * @param targets targeted fields in order of precedence, in lower case (RFC 9213 §2.2)
     */
    public static ResponseDirectives of(Fields response, List<String> targets) {
        Reader reader = new Reader();
        boolean targeted = TargetedControl.parse(response, targets, reader);
        if (!targeted) {
            DirectiveParser.parse(response.all("Cache-Control"), reader);
        }
        return new ResponseDirectives(reader, targeted);
    }

    /** Whether the response must not be stored (§5.2.2.5), unless {@link #mustUnderstand} lifts it. */
    public boolean noStore() {
        return flags.contains(Flag.NO_STORE);
    }

    /** Whether each reuse needs a validation (§5.2.2.4). */
    public boolean noCache() {
        return flags.contains(Flag.NO_CACHE);
    }

    /** Whether the whole of it is meant for one user (§5.2.2.7). */
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

    /** Whether only a cache that understands the status may store it, which then ignores no-store (§5.2.2.3). */
    public boolean mustUnderstand() {
        return flags.contains(Flag.MUST_UNDERSTAND);
    }

    /** Whether the content must be left as it is (§5.2.2.6). */
    public boolean noTransform() {
        return flags.contains(Flag.NO_TRANSFORM);
    }

    /** Whether it does not change while it is fresh (RFC 8246 §2). */
    public boolean immutable() {
        return flags.contains(Flag.IMMUTABLE);
    }

    /** Whether an answer to a request with Authorization may serve others (§3.5). */
    public boolean allowsSharing() {
        return flags.contains(Flag.SHARING);
    }

    /**
     * Fields that must not be stored, in lower case: those that private="…" keeps for one user (§5.2.2.7) and those
     * that no-cache="…" keeps from reuse without validation (§5.2.2.4).
     */
    public Set<String> withheld() {
        return withheld;
    }

    /** The freshness lifetime for any cache (§5.2.2.1). */
    public Optional<Duration> maxAge() {
        return maxAge;
    }

    /** The freshness lifetime for a shared cache (§5.2.2.10). */
    public Optional<Duration> sharedMaxAge() {
        return sharedMaxAge;
    }

    /** How long it may be used stale while it is validated (RFC 5861 §3). */
    public Optional<Duration> staleWhileRevalidate() {
        return staleWhileRevalidate;
    }

    /** How long it may be used stale in place of an error (RFC 5861 §4). */
    public Optional<Duration> staleIfError() {
        return staleIfError;
    }

    /** Whether a targeted field stood in for Cache-Control; then Expires does not count either (RFC 9213 §2.2). */
    public boolean targeted() {
        return targeted;
    }

    private static final class Reader implements DirectiveParser.Visitor {
        private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
        private Set<String> withheld = Set.of();
        private Optional<Duration> maxAge = Optional.empty();
        private Optional<Duration> sharedMaxAge = Optional.empty();
        private Optional<Duration> staleWhileRevalidate = Optional.empty();
        private Optional<Duration> staleIfError = Optional.empty();

        @Override
        public void directive(String name, Optional<String> argument) {
            switch (name) {
                case "public" -> {
                    if (argument.isEmpty()) {
                        flags.add(Flag.PUBLIC);
                        flags.add(Flag.SHARING);
                    }
                }
                // RFC 8246 §2: arguments mean nothing
                case "immutable" -> flags.add(Flag.IMMUTABLE);
                case "no-cache", "private" -> qualified(name, argument);
                case "must-revalidate" -> {
                    flags.add(Flag.MUST_REVALIDATE);
                    flags.add(Flag.SHARING);
                }
                case "s-maxage" -> {
                    argument.flatMap(DeltaSeconds::parse).ifPresent(valid -> flags.add(Flag.SHARING));
                    seconds(name, argument);
                }
                default -> {
                    Flag restriction = RESTRICTIONS.get(name);
                    if (restriction == null) {
                        seconds(name, argument);
                    } else {
                        flags.add(restriction);
                    }
                }
            }
        }

        @Override
        public void stray(String word) {
            Flag restriction = RESTRICTIONS.get(word);
            if (restriction == null) {
                seconds(word, Optional.empty());
            } else {
                flags.add(restriction);
            }
        }

        private void seconds(String name, Optional<String> argument) {
            switch (name) {
                case "max-age" -> maxAge = lifetime(maxAge, argument);
                case "s-maxage" -> sharedMaxAge = lifetime(sharedMaxAge, argument);
                case "stale-while-revalidate" -> staleWhileRevalidate = shortest(staleWhileRevalidate, argument);
                case "stale-if-error" -> staleIfError = shortest(staleIfError, argument);
                default -> {
                    // §5.2.3: what is not known is ignored
                }
            }
        }

        /** With names, the directive speaks of these fields only; without, or with one that can not go, of all. */
        private void qualified(String name, Optional<String> argument) {
            List<String> names = argument.map(FieldList::members).orElse(List.of());
            if (names.isEmpty() || !names.stream().allMatch(WithheldFields::canGo)) {
                flags.add(name.equals("private") ? Flag.PRIVATE : Flag.NO_CACHE);
            } else {
                Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
                all.addAll(withheld);
                all.addAll(names);
                withheld = all;
            }
        }

        /**
         * RFC 9111 §4.2.1: of several the first, or stale. The first counts unless a later one says less: what an origin
         * adds to shorten a lifetime is heard, wherever it stands. Invalid freshness information makes it stale.
         */
        private static Optional<Duration> lifetime(Optional<Duration> first, Optional<String> argument) {
            Optional<Duration> given = argument.flatMap(DeltaSeconds::parse);
            if (given.isEmpty()
                    || first.filter(own -> own.compareTo(given.get()) > 0).isPresent()) {
                return Optional.of(Duration.ZERO);
            }
            return first.isPresent() ? first : given;
        }

        private static Optional<Duration> shortest(Optional<Duration> known, Optional<String> argument) {
            Duration given = argument.flatMap(DeltaSeconds::parse).orElse(Duration.ZERO);
            return known.filter(other -> other.compareTo(given) <= 0).or(() -> Optional.of(given));
        }
    }
}
