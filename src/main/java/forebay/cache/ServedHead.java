package forebay.cache;

import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** Makes the head of an answer from a stored response (RFC 9111 §4). Pure. */
public final class ServedHead {
    /** Metadata of a representation that a 304 leaves out (RFC 9110 §15.4.5). */
    private static final Set<String> REPRESENTATION = Set.of(
            "content-length",
            "content-type",
            "content-encoding",
            "content-language",
            "content-range",
            "content-md5",
            "content-digest",
            "repr-digest",
            "digest",
            "accept-ranges");

    private ServedHead() {}

    /** The full head of an answer that was not validated for this request: Age says how old it is (§4, §5.1). */
    public static ResponseHead reused(StoredResponse stored, Instant now) {
        return aged(full(stored), stored, now);
    }

    /** As {@link #reused}, for a response whose content is still arriving: its length is what the upstream said. */
    public static ResponseHead arriving(StoredResponse described, Instant now) {
        ResponseHead head = described.head();
        Fields plain = described.policy().forClients(head.fields());
        Fields fields = described.compressible() ? Compression.varying(plain) : plain;
        return aged(head.withFields(fields), described, now);
    }

    /** The head of a 304 in place of {@link #reused}. */
    public static ResponseHead reusedNotModified(StoredResponse stored, Instant now) {
        return aged(notModified(stored), stored, now);
    }

    /**
     * The full head of an answer that was just validated: an Age that the upstream sent passes on, and none is
     * made here.
     */
    public static ResponseHead full(StoredResponse stored) {
        return stored.head().withFields(withUpstreamAge(stored, stored.servedFields()));
    }

    /** The head of a 304 in place of {@link #full}. */
    public static ResponseHead notModified(StoredResponse stored) {
        Fields fields = stored.servedFields().filter(name -> !isLeftOut(name, stored));
        return new ResponseHead(304, withUpstreamAge(stored, fields));
    }

    private static ResponseHead aged(ResponseHead head, StoredResponse stored, Instant now) {
        return head.withFields(head.fields().with("Age", Long.toString(stored.ageSeconds(now))));
    }

    private static Fields withUpstreamAge(StoredResponse stored, Fields fields) {
        return stored.head()
                .fields()
                .first("Age")
                .map(age -> fields.with("Age", age))
                .orElse(fields);
    }

    /** Last-Modified helps only where there is no entity tag. */
    private static boolean isLeftOut(String name, StoredResponse stored) {
        return REPRESENTATION.contains(name.toLowerCase(Locale.ROOT))
                || (name.equalsIgnoreCase("Last-Modified")
                        && stored.validators().entityTag().isPresent());
    }
}
