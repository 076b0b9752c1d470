package forebay.cache;

import forebay.http.EntityTag;
import forebay.http.Fields;
import forebay.http.HttpDate;
import java.time.Instant;
import java.util.Optional;

/**
 * What a response can be validated with (RFC 9110 §8.8).
 *
 * @param entityTag its entity tag, where it has one; an unquoted one too
 * @param lastModified its modification date, where it has one that can be read
 */
public record Validators(Optional<EntityTag> entityTag, Optional<Instant> lastModified) {
    /** Those of a response that came as {@code receipt} says. */
    public static Validators of(Fields response, Receipt receipt) {
        return new Validators(
                response.first("ETag").flatMap(EntityTag::lenient),
                response.first("Last-Modified").flatMap(text -> HttpDate.parse(text, receipt.responseTime())));
    }

    /** Whether there is at least one. */
    public boolean present() {
        return entityTag.isPresent() || lastModified.isPresent();
    }

    /** The entity tag where it is strong (RFC 9110 §8.8.1). */
    Optional<EntityTag> strongTag() {
        return entityTag.filter(tag -> !tag.weak());
    }

    /**
     * The modification date where it is strong (RFC 9110 §8.8.2.2): at least a second before Date, so that no second
     * change can have fallen into the same second.
     *
     * @param response the fields of the response that has them
     */
    Optional<Instant> strongDate(Fields response, Instant responseTime) {
        Optional<Instant> date = response.first("Date").flatMap(text -> HttpDate.parse(text, responseTime));
        return lastModified.filter(modified -> date.isPresent() && modified.isBefore(date.get()));
    }

    /**
     * What names exactly this representation: a strong entity tag, or, where there is no tag at all, a strong date; as
     * it stands in If-Range. Empty where nothing does.
     */
    Optional<String> strong(Fields response, Instant responseTime) {
        return entityTag.isPresent()
                ? strongTag().map(EntityTag::toString)
                : strongDate(response, responseTime).map(HttpDate::format);
    }
}
