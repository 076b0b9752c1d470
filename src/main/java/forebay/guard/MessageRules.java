package forebay.guard;

import forebay.http.FieldList;
import forebay.http.Fields;
import forebay.http.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a message must be before its meaning is looked at: version, size, field syntax, framing (RFC 9110 §5, RFC
 * 9112 §6). Containers refuse most of it themselves, each a little differently; here it is the same in all.
 */
final class MessageRules {
    static final int MOST_LINES = 200;
    static final int MOST_FIELD_CHARACTERS = 64 * 1024;
    static final int LONGEST_TARGET = 16 * 1024;

    private static final Set<String> VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0", "HTTP/3");

    private MessageRules() {}

    /** What is wrong; empty where nothing is. */
    static Optional<GuardRefusal> problem(RawRequest request) {
        if (!VERSIONS.contains(request.protocol())) {
            return Optional.of(GuardRefusal.PROTOCOL_VERSION);
        }
        if (request.target().filter(target -> target.length() > LONGEST_TARGET).isPresent()) {
            return Optional.of(GuardRefusal.TARGET_TOO_LONG);
        }
        return fieldProblem(request.fields()).or(() -> framingProblem(request));
    }

    private static Optional<GuardRefusal> fieldProblem(Fields fields) {
        if (fields.size() > MOST_LINES) {
            return Optional.of(GuardRefusal.FIELD_COUNT);
        }
        int characters = 0;
        for (int i = 0; i < fields.size(); i++) {
            characters += fields.name(i).length() + fields.value(i).length();
            if (!Tokens.isToken(fields.name(i))) {
                return Optional.of(GuardRefusal.FIELD_NAME);
            }
            if (holdsControlCharacter(fields.value(i))) {
                return Optional.of(GuardRefusal.FIELD_VALUE);
            }
        }
        return characters > MOST_FIELD_CHARACTERS ? Optional.of(GuardRefusal.FIELD_SIZE) : Optional.empty();
    }

    private static boolean holdsControlCharacter(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                return true;
            }
        }
        return false;
    }

    private static Optional<GuardRefusal> framingProblem(RawRequest request) {
        List<String> lengths = request.fields().all("Content-Length");
        if (lengths.size() > 1) {
            return Optional.of(GuardRefusal.CONTENT_LENGTH_REPEATED);
        }
        if (!lengths.isEmpty() && contentLength(lengths.get(0)).isEmpty()) {
            return Optional.of(GuardRefusal.CONTENT_LENGTH_INVALID);
        }
        if (!request.fields().contains("Transfer-Encoding")) {
            return Optional.empty();
        }
        if (!lengths.isEmpty()) {
            return Optional.of(GuardRefusal.FRAMING_CONFLICT);
        }
        List<String> codings = FieldList.members(request.fields(), "Transfer-Encoding");
        boolean chunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
        return chunked && request.protocol().equals("HTTP/1.1")
                ? Optional.empty()
                : Optional.of(GuardRefusal.TRANSFER_ENCODING);
    }

    /** The number that a Content-Length holds; empty where it is malformed or too large for any use. */
    static Optional<Long> contentLength(String value) {
        boolean digits =
                !value.isEmpty() && value.length() <= 18 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.parseLong(value)) : Optional.empty();
    }
}
