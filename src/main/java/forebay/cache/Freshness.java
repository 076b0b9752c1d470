package forebay.cache;

import forebay.http.DeltaSeconds;
import forebay.http.FieldList;
import forebay.http.Fields;
import forebay.http.HttpDate;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lifetime and age of a response (RFC 9111 §4.2). Whole seconds, as every value on the wire is; immutable. */
public final class Freshness {
    /** Where a lifetime comes from; its word tells it to operators. */
    public enum Kind {
        /** The response states it (§4.2.1). */
        EXPLICIT("explicit"),
        /** The operator says it of responses that state none. */
        OPERATOR("ttl"),
        /** Estimated by Last-Modified (§4.2.2). */
        HEURISTIC("heuristic"),
        /** There is none: each reuse needs a validation. */
        NONE("none");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The kind as a word. */
        public String word() {
            return word;
        }
    }

    /** A lifetime and where it comes from. */
    private record Lifetime(Kind kind, Duration duration) {
        private static final Lifetime NONE = new Lifetime(Kind.NONE, Duration.ZERO);

        static Lifetime of(Kind kind, Duration duration) {
            return new Lifetime(kind, duration.isNegative() ? Duration.ZERO : duration);
        }

        Lifetime atMost(Duration bound) {
            return duration.compareTo(bound) > 0 ? new Lifetime(kind, bound) : this;
        }
    }

    private final Instant date;
    private final Kind kind;
    private final Optional<Duration> lifetime;
    private final long lifetimeSeconds;
    private final long initialAgeMillis;
    private final long responseMillis;
    private final boolean ended;

    private Freshness(Instant date, Lifetime lifetime, long initialAgeMillis, long responseMillis, boolean ended) {
        this.date = date;
        this.kind = lifetime.kind();
        this.lifetime = kind == Kind.NONE ? Optional.empty() : Optional.of(lifetime.duration());
        this.lifetimeSeconds = lifetime.duration().toSeconds();
        this.initialAgeMillis = initialAgeMillis;
        this.responseMillis = responseMillis;
        this.ended = ended;
    }

    /**
     * Of a response that came as {@code receipt} says.
     *
     * @param policy of its route
     * @param directives those of {@code head}
     */
    public static Freshness of(CachePolicy policy, ResponseHead head, ResponseDirectives directives, Receipt receipt) {
        Fields fields = head.fields();
        Instant responseTime = receipt.responseTime();
        Instant date = fields.first("Date")
                .flatMap(text -> HttpDate.parse(text, responseTime))
                .orElse(responseTime);
        Lifetime lifetime = explicit(fields, directives, date, responseTime)
                .or(() -> assumed(policy.lifetimes(), head, directives, date, responseTime))
                .orElse(Lifetime.NONE);
        Optional<Duration> bound = head.status() >= 400 ? policy.lifetimes().errorMax() : Optional.empty();
        return new Freshness(
                date,
                bound.isPresent() ? lifetime.atMost(bound.get()) : lifetime,
                initialAge(fields, date, receipt).toMillis(),
                responseTime.toEpochMilli(),
                false);
    }

    /** The same, ended by an operator: where it would still be fresh, it became stale this moment, whenever it is asked. */
    Freshness ended() {
        return new Freshness(
                date, new Lifetime(kind, Duration.ofSeconds(lifetimeSeconds)), initialAgeMillis, responseMillis, true);
    }

    /**
     * The lifetime that the response states (RFC 9111 §4.2.1): s-maxage, else max-age, else Expires less Date. Beside a
     * targeted field Expires does not count (RFC 9213 §2.2).
     */
    private static Optional<Lifetime> explicit(
            Fields fields, ResponseDirectives directives, Instant date, Instant now) {
        Optional<Duration> stated = directives.sharedMaxAge().or(directives::maxAge);
        List<String> expires = directives.targeted() ? List.of() : fields.all("Expires");
        if (stated.isEmpty() && !expires.isEmpty()) {
            Optional<Instant> until = expiry(expires, now);
            stated = Optional.of(until.map(end -> Duration.between(date, end)).orElse(Duration.ZERO));
        }
        return stated.map(duration -> Lifetime.of(Kind.EXPLICIT, duration));
    }

    /**
     * The first of several Expires, unless a later one is earlier (RFC 9111 §4.2.1). Empty stands for the past: so does
     * one that is no date (§5.3).
     */
    private static Optional<Instant> expiry(List<String> lines, Instant now) {
        Optional<Instant> first = HttpDate.parse(lines.get(0), now);
        boolean holds = first.isPresent()
                && lines.stream()
                        .skip(1)
                        .allMatch(line -> HttpDate.parse(line, now)
                                .filter(later -> !later.isBefore(first.get()))
                                .isPresent());
        return holds ? first : Optional.empty();
    }

    /**
     * The lifetime of a response that states none, where its status or public allows one (RFC 9111 §4.2.2): the
     * operator's, else a share of the time since Last-Modified.
     */
    private static Optional<Lifetime> assumed(
            CachePolicy.Lifetimes policy, ResponseHead head, ResponseDirectives directives, Instant date, Instant now) {
        if (!Statuses.heuristicallyCacheable(head.status()) && !directives.isPublic()) {
            return Optional.empty();
        }
        if (policy.ttl().isPresent()) {
            return policy.ttl().map(duration -> Lifetime.of(Kind.OPERATOR, duration));
        }
        return head.fields()
                .first("Last-Modified")
                .filter(text -> policy.heuristicPercent() > 0)
                .flatMap(text -> HttpDate.parse(text, now))
                .filter(modified -> modified.isBefore(date))
                .map(modified -> Duration.between(modified, date)
                        .multipliedBy(policy.heuristicPercent())
                        .dividedBy(100))
                .map(duration -> Lifetime.of(Kind.HEURISTIC, duration).atMost(policy.heuristicMax()));
    }

    /** corrected_initial_age (RFC 9111 §4.2.3). */
    private static Duration initialAge(Fields fields, Instant date, Receipt receipt) {
        // Date has whole seconds: what is less than one is not age
        Duration apparent = Duration.ofSeconds(
                Duration.between(date, receipt.responseTime()).toSeconds());
        Duration delay = notNegative(Duration.between(receipt.requestTime(), receipt.responseTime()));
        Duration corrected = ageValue(fields).plus(delay);
        return apparent.compareTo(corrected) > 0 ? apparent : corrected;
    }

    /** The first member of Age; one that is no digits is ignored (RFC 9111 §5.1). */
    private static Duration ageValue(Fields fields) {
        return fields.first("Age")
                .flatMap(value -> FieldList.members(value).stream().findFirst())
                .flatMap(DeltaSeconds::parse)
                .orElse(Duration.ZERO);
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** The response's Date; the time of its receipt where it has none. */
    public Instant date() {
        return date;
    }

    /** Where the lifetime comes from. */
    public Kind kind() {
        return kind;
    }

    /** The lifetime; empty where there is {@link Kind#NONE none}. */
    public Optional<Duration> lifetime() {
        return lifetime;
    }

    /** current_age (RFC 9111 §4.2.3), never below zero where the clock was set back. */
    public long ageSeconds(Instant now) {
        long resident = Math.max(0, now.toEpochMilli() - responseMillis);
        return (initialAgeMillis + resident) / 1_000;
    }

    /** Lifetime less age; above zero while fresh. */
    public long remainingSeconds(Instant now) {
        long remaining = lifetimeSeconds - ageSeconds(now);
        return ended ? Math.min(0, remaining) : remaining;
    }
}
