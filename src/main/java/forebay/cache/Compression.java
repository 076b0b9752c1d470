package forebay.cache;

import forebay.cache.CachePolicy.ContentCoding;
import forebay.http.EntityTag;
import forebay.http.FieldList;
import forebay.http.Fields;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which stored responses have coded forms, what their heads are, and which form a request gets (RFC 9110 §8.4, §12.5.3).
 * A coded form is another representation: its strong entity tag differs, and both forms vary by Accept-Encoding. Pure.
 */
public final class Compression {
    /** Less is sent as it is. */
    public static final long MIN_BYTES = 1024;

    /** More is sent as it is: it would keep the one thread that compresses too long. */
    public static final long MAX_BYTES = 8 << 20;

    private static final Set<String> TEXT_LIKE = Set.of(
            "application/javascript",
            "application/json",
            "application/manifest+json",
            "application/wasm",
            "application/xml",
            "application/x-javascript",
            "application/x-ndjson",
            "image/bmp",
            "image/svg+xml",
            "image/x-icon");

    /** They speak of the octets of one form. */
    private static final Set<String> OF_ONE_FORM =
            Set.of("content-length", "content-md5", "content-digest", "repr-digest", "digest");

    private Compression() {}

    /**
     * Whether a response may have coded forms: the route wants it, the content is text and uncoded, and neither
     * no-transform (RFC 9111 §5.2.2.6) nor a part (RFC 9110 §14) stands against it.
     */
    public static boolean applies(CachePolicy policy, ResponseHead head) {
        if (policy.compression().isEmpty() || head.status() != 200) {
            return false;
        }
        Fields fields = head.fields();
        return !fields.contains("Content-Encoding")
                && !fields.contains("Content-Range")
                && fields.first("Content-Type").filter(Compression::isText).isPresent()
                && !ResponseDirectives.of(fields, List.of()).noTransform()
                && !ResponseDirectives.of(fields, policy.targets()).noTransform();
    }

    private static boolean isText(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        // an event stream is read as it comes
        return (type.startsWith("text/") && !type.equals("text/event-stream"))
                || TEXT_LIKE.contains(type)
                || type.endsWith("+json")
                || type.endsWith("+xml");
    }

    /** The fields with Accept-Encoding in Vary: of either form of a response that {@link #applies}. */
    public static Fields varying(Fields fields) {
        List<String> names = FieldList.members(fields, "Vary");
        boolean named = names.stream().anyMatch(name -> name.equals("*") || name.equalsIgnoreCase("Accept-Encoding"));
        return named ? fields : fields.plus("Vary", "Accept-Encoding");
    }

    /** The head of the coded form. */
    static ResponseHead coded(ResponseHead head, ContentCoding coding, long length) {
        Fields.Builder fields = Fields.builder();
        for (Fields.Line line : varying(head.fields())) {
            if (line.name().equalsIgnoreCase("ETag")) {
                fields.add(line.name(), tag(line.value(), coding));
            } else if (!OF_ONE_FORM.contains(line.name().toLowerCase(Locale.ROOT))) {
                fields.add(line.name(), line.value());
            }
        }
        fields.add("Content-Encoding", coding.word()).add("Content-Length", Long.toString(length));
        return head.withFields(fields.build());
    }

    /** A strong tag differs between forms (RFC 9110 §8.8.3.3); a weak one may be shared. */
    private static String tag(String value, ContentCoding coding) {
        return EntityTag.parse(value)
                .filter(tag -> !tag.weak())
                .map(tag -> new EntityTag(false, tag.opaque() + suffix(coding)).toString())
                .orElse(value);
    }

    private static String suffix(ContentCoding coding) {
        return ";" + coding.word();
    }

    /** If-Match with the tags of coded forms as the origin knows them (RFC 9110 §13.1.1). */
    public static Fields asOrigin(CachePolicy policy, Fields request) {
        if (policy.compression().isEmpty() || !request.contains("If-Match")) {
            return request;
        }
        Fields.Builder fields = Fields.builder();
        for (Fields.Line line : request) {
            String value = line.value();
            if (line.name().equalsIgnoreCase("If-Match")) {
                for (ContentCoding coding : ContentCoding.values()) {
                    value = value.replace(suffix(coding) + '"', "\"");
                }
            }
            fields.add(line.name(), value);
        }
        return fields.build();
    }

    /**
     * The coding that the request would rather have than none: of those that it accepts with the greatest weight the
     * first of the route's; empty where it wants none, or the response can not have any.
     */
    public static Optional<ContentCoding> wanted(StoredResponse stored, Fields request) {
        List<String> accepted = request.all("Accept-Encoding");
        if (!stored.compressible() || accepted.isEmpty()) {
            return Optional.empty();
        }
        List<String> members = FieldList.members(request, "Accept-Encoding");
        Optional<ContentCoding> best = Optional.empty();
        int bestWeight = weight(members, "identity").orElse(0);
        for (ContentCoding coding : stored.policy().compression()) {
            int weight = weight(members, coding.word())
                    .or(() -> coding == ContentCoding.GZIP ? weight(members, "x-gzip") : Optional.empty())
                    .or(() -> weight(members, "*"))
                    .orElse(0);
            if (weight > 0 && (weight > bestWeight || (best.isEmpty() && weight == bestWeight))) {
                best = Optional.of(coding);
                bestWeight = weight;
            }
        }
        return best;
    }

    /** The weight of a coding in thousandths (RFC 9110 §12.4.2); empty where it is not named. */
    private static Optional<Integer> weight(List<String> members, String coding) {
        for (String member : members) {
            String[] parts = member.split(";", -1);
            if (parts[0].strip().equalsIgnoreCase(coding)) {
                int weight = 1000;
                for (int i = 1; i < parts.length; i++) {
                    // what can not be read is not accepted
                    weight = parts[i].strip().toLowerCase(Locale.ROOT).startsWith("q=")
                            ? NormalValue.thousandths(parts[i].strip().substring(2))
                                    .orElse(0)
                            : weight;
                }
                return Optional.of(weight);
            }
        }
        return Optional.empty();
    }

    /** The form of {@code stored} that the request gets: the coded one that it {@link #wanted}, where it is there. */
    public static StoredResponse form(StoredResponse stored, Fields request) {
        return wanted(stored, request).flatMap(stored::coded).orElse(stored);
    }
}
