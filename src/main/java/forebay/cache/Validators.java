package forebay.cache;

import forebay.http.EntityTag;
import forebay.http.Fields;
import forebay.http.HttpDate;
import java.time.Instant;
import java.util.Optional;

/**
 * What a response can be validated with (RFC 9110 §8.8).
 *
 * @param entityTag its entity tag, where it has one that can be read
 * @param lastModified its modification date, where it has one that can be read
 */
public record Validators(Optional<EntityTag> entityTag, Optional<Instant> lastModified) {
    /** Those of a response that came as {@code receipt} says. */
    public static Validators of(Fields response, Receipt receipt) {
        return new Validators(
                response.first("ETag").flatMap(EntityTag::parse),
                response.first("Last-Modified").flatMap(text -> HttpDate.parse(text, receipt.responseTime())));
    }

    /** Whether there is at least one. */
    public boolean present() {
        return entityTag.isPresent() || lastModified.isPresent();
    }
}
