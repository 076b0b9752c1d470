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

/**
 * Lifetime and age of a response (RFC 9111 §4.2). Whole seconds, as every value on the wire is; immutable.
 *
 * <p>No heuristic: a response that says nothing of its lifetime has none, and is not reused without validation.
 */
public final class Freshness {
    private final Instant date;
    private final Optional<Duration> lifetime;
    private final long lifetimeSeconds;
    private final long initialAgeMillis;
    private final long responseMillis;

    private Freshness(Instant date, Optional<Duration> lifetime, long initialAgeMillis, long responseMillis) {
        this.date = date;
        this.lifetime = lifetime;
        this.lifetimeSeconds = lifetime.map(Duration::toSeconds).orElse(0L);
        this.initialAgeMillis = initialAgeMillis;
        this.responseMillis = responseMillis;
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
        return new Freshness(
                date,
                explicitLifetime(fields, directives, date, responseTime),
                initialAge(fields, date, receipt).toMillis(),
                responseTime.toEpochMilli());
    }

    /**
     * The lifetime that the response states (RFC 9111 §4.2.1): s-maxage, else max-age, else Expires less Date. Several
     * Expires that differ, or one that is no date, are in the past (§5.3).
     */
    private static Optional<Duration> explicitLifetime(
            Fields fields, ResponseDirectives directives, Instant date, Instant now) {
        Optional<Duration> stated = directives.sharedMaxAge().or(directives::maxAge);
        List<String> expires = fields.all("Expires");
        if (stated.isPresent() || expires.isEmpty()) {
            return stated;
        }
        boolean agree = expires.stream().distinct().count() == 1;
        Optional<Instant> until = agree ? HttpDate.parse(expires.get(0), now) : Optional.empty();
        Duration lifetime = until.map(end -> Duration.between(date, end)).orElse(Duration.ZERO);
        return Optional.of(lifetime.isNegative() ? Duration.ZERO : lifetime);
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

    /** The lifetime that the response states; empty where it states none. */
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
        return lifetimeSeconds - ageSeconds(now);
    }
}
