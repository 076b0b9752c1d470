package forebay.cache;

import forebay.http.ByteRange;
import forebay.http.ContentRange;
import forebay.http.Fields;
import forebay.http.NameSet;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a client is sent of a stored response: all of it, 304, 206 or 416 (RFC 9111 §4.3.2, RFC 9110 §13.2.2). Pure.
 *
 * @param head the head, all but Cache-Status
 * @param content the content; none for HEAD and 304. It shares the stored bytes
 */
public record StoredAnswer(ResponseHead head, StoredContent content) {
    private static final NameSet OF_ANY_STATUS = NameSet.of("Age", "Date", "Vary");

    /** They are made of the content of one message (RFC 9530 §2, RFC 1864): of a 200, when it is stored. */
    static final NameSet OF_ONE_CONTENT = NameSet.of("Content-Digest", "Content-MD5");

    /**
     * The answer to {@code request}.
     *
     * @param stored the response that answers it; where it is a part, one that holds what is asked for
     * @param reusedAt the present time; empty where the response was just validated for this request
     * @param boundary makes a boundary for an answer in parts: a token that no content has in it
     */
    public static StoredAnswer of(
            RequestHead request, StoredResponse stored, Optional<Instant> reusedAt, Supplier<String> boundary) {
        if (Preconditions.notModified(request.fields(), stored)) {
            return new StoredAnswer(
                    reusedAt.map(now -> ServedHead.reusedNotModified(stored, now))
                            .orElseGet(() -> ServedHead.notModified(stored)),
                    StoredContent.NONE);
        }
        ResponseHead full =
                reusedAt.map(now -> ServedHead.reused(stored, now)).orElseGet(() -> ServedHead.full(stored));
        Optional<List<ByteRange>> parts = RangeRules.parts(request, stored);
        if (parts.isEmpty()) {
            return new StoredAnswer(full, request.method().equals("HEAD") ? StoredContent.NONE : stored.content());
        }
        return switch (parts.get().size()) {
            case 0 -> unsatisfiable(full.fields(), stored);
            case 1 -> part(full.fields(), stored, parts.get().get(0));
            default -> parts(full.fields(), stored, parts.get(), boundary.get());
        };
    }

    /** RFC 9110 §15.5.17. None of the fields that speak of content which is not sent. */
    private static StoredAnswer unsatisfiable(Fields full, StoredResponse stored) {
        Fields fields = full.filter(OF_ANY_STATUS::contains)
                .plus("Content-Range", ContentRange.unsatisfied(stored.completeLength()))
                .plus("Content-Length", "0");
        return new StoredAnswer(new ResponseHead(416, fields), StoredContent.NONE);
    }

    /** RFC 9110 §15.3.7.1. */
    private static StoredAnswer part(Fields full, StoredResponse stored, ByteRange range) {
        return new StoredAnswer(
                new ResponseHead(206, partFields(full, range, stored.completeLength())), stored.bytes(range));
    }

    /** The fields of a 206 with one range. */
    static Fields partFields(Fields full, ByteRange range, long completeLength) {
        return ofParts(full)
                .with("Content-Length", Long.toString(range.length()))
                .plus("Content-Range", new ContentRange(range, completeLength).toString());
    }

    private static Fields ofParts(Fields full) {
        return full.filter(name -> !name.equalsIgnoreCase("Content-Range") && !OF_ONE_CONTENT.contains(name));
    }

    /** RFC 9110 §15.3.7.2, §14.6. */
    private static StoredAnswer parts(Fields full, StoredResponse stored, List<ByteRange> ranges, String boundary) {
        List<StoredContent> pieces = new ArrayList<>();
        Optional<String> type = full.first("Content-Type");
        for (ByteRange range : ranges) {
            pieces.add(text("\r\n--" + boundary + "\r\n"
                    + type.map(value -> "Content-Type: " + value + "\r\n").orElse("")
                    + "Content-Range: " + new ContentRange(range, stored.completeLength()) + "\r\n\r\n"));
            pieces.add(stored.bytes(range));
        }
        pieces.add(text("\r\n--" + boundary + "--\r\n"));
        StoredContent content = StoredContent.joined(stored.content().id(), pieces);
        Fields fields = ofParts(full)
                .with("Content-Type", "multipart/byteranges; boundary=" + boundary)
                .with("Content-Length", Long.toString(content.length()));
        return new StoredAnswer(new ResponseHead(206, fields), content);
    }

    private static StoredContent text(String text) {
        return StoredContent.of(StoredContent.NONE.id(), List.of(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
