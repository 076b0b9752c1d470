package forebay.cache;

import forebay.http.EntityTag;
import forebay.http.Fields;
import forebay.http.HttpDate;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.Optional;

/** Validates a stored response at the origin and freshens it by a 304 (RFC 9111 §4.3). Pure. */
public final class Validation {
    private Validation() {}

    /**
     * The request that asks whether {@code stored} still holds: the client's own If-None-Match and If-Modified-Since
     * give way to the stored validators (§4.3.1).
     *
     * @param stored one that {@link StoredResponse#validators() has a validator}
     */
    public static RequestHead conditional(RequestHead request, StoredResponse stored) {
        Fields plain = request.fields().without("If-None-Match").without("If-Modified-Since");
        Fields.Builder fields = Fields.builder().addAll(plain);
        stored.validators().entityTag().ifPresent(tag -> fields.add("If-None-Match", tag.toString()));
        stored.validators().lastModified().ifPresent(time -> fields.add("If-Modified-Since", HttpDate.format(time)));
        return request.withFields(fields.build());
    }

    /**
     * What the final response to {@link #conditional} means.
     *
     * @param stored the response that was validated
     * @param answer the head that came, hop-by-hop fields removed
     * @param receipt when the validation was begun and answered
     */
    public static Validated outcome(CacheRequest request, StoredResponse stored, ResponseHead answer, Receipt receipt) {
        if (answer.status() != 304) {
            return new Validated.Superseded();
        }
        return selects(answer.fields(), stored, receipt)
                ? freshen(request, stored, answer.fields(), receipt)
                : new Validated.NotSelected();
    }

    /**
     * Whether a 304 speaks of {@code stored} (§4.3.4): by its strong validator, else by a weak one. A 304 without any
     * validator does, as no other response was asked about.
     */
    private static boolean selects(Fields answer, StoredResponse stored, Receipt receipt) {
        Validators given = Validators.of(answer, receipt);
        Validators own = stored.validators();
        if (given.entityTag().isPresent()) {
            EntityTag tag = given.entityTag().get();
            return own.entityTag()
                    .filter(held -> tag.weak() ? held.weaklyEquals(tag) : held.stronglyEquals(tag))
                    .isPresent();
        }
        return given.lastModified().isEmpty() || given.lastModified().equals(own.lastModified());
    }

    private static Validated freshen(CacheRequest request, StoredResponse stored, Fields update, Receipt receipt) {
        ResponseHead head = stored.head().withFields(updated(stored.head().fields(), update));
        Receipt renewed = receipt.withStamp(stored.receipt().stamp());
        Storing storing = StoringRules.decide(request, head, true, renewed);
        if (storing instanceof Storing.Store store) {
            return new Validated.Freshened(
                    StoredResponse.of(stored.policy(), head, renewed, store.selecting(), stored.content()),
                    Optional.empty());
        }
        NotStored reason = ((Storing.Refuse) storing).reason();
        return new Validated.Freshened(
                StoredResponse.of(stored.policy(), head, renewed, stored.selecting(), stored.content()),
                Optional.of(reason));
    }

    /**
     * The stored fields with those of the 304 in their place, but for Content-Length (§3.2). Age and Date of the
     * stored response end in any case: both speak of the message that came.
     */
    private static Fields updated(Fields stored, Fields update) {
        Fields kept = stored.filter(name -> isLength(name)
                || !(update.contains(name) || name.equalsIgnoreCase("Age") || name.equalsIgnoreCase("Date")));
        return Fields.builder()
                .addAll(kept)
                .addAll(update.filter(name -> !isLength(name)))
                .build();
    }

    private static boolean isLength(String name) {
        return name.equalsIgnoreCase("Content-Length");
    }
}
