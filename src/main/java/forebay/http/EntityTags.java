package forebay.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The value of If-None-Match and If-Match (RFC 9110 §13.1.1, §13.1.2).
 *
 * @param any whether it is {@code *}, which any representation matches
 * @param tags the listed tags otherwise
 */
public record EntityTags(boolean any, List<EntityTag> tags) {
    /** {@code *}. */
    private static final EntityTags ANY = new EntityTags(true, List.of());

    public EntityTags {
        tags = List.copyOf(tags);
    }

    /** Reads all lines of a field, in time linear in their length; empty where one of them is malformed. */
    public static Optional<EntityTags> parse(List<String> values) {
        if (values.size() == 1 && values.get(0).equals("*")) {
            return Optional.of(ANY);
        }
        List<EntityTag> tags = new ArrayList<>();
        for (String value : values) {
            if (!collect(value, tags)) {
                return Optional.empty();
            }
        }
        return tags.isEmpty() ? Optional.empty() : Optional.of(new EntityTags(false, tags));
    }

    /** Whether {@code tag} is among them by weak comparison, as If-None-Match asks. */
    public boolean weaklyContains(EntityTag tag) {
        return any || tags.stream().anyMatch(tag::weaklyEquals);
    }

    private static boolean collect(String value, List<EntityTag> tags) {
        int at = skip(value, 0);
        while (at < value.length()) {
            int end = end(value, at);
            Optional<EntityTag> tag = end < 0 ? Optional.empty() : EntityTag.lenient(value.substring(at, end));
            if (tag.isEmpty()) {
                return false;
            }
            int next = skip(value, end);
            boolean parted =
                    next == value.length() || value.substring(end, next).indexOf(',') >= 0;
            if (!parted) {
                return false;
            }
            tags.add(tag.get());
            at = next;
        }
        return true;
    }

    /** Where the tag that begins at {@code at} ends; negative where its closing quote is missing. */
    private static int end(String value, int at) {
        int quote = value.startsWith("W/\"", at) ? at + 2 : at;
        if (value.charAt(quote) == '"') {
            int close = value.indexOf('"', quote + 1);
            return close < 0 ? -1 : close + 1;
        }
        int end = at;
        while (end < value.length() && " \t,".indexOf(value.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** Position of the next character that is neither white space nor comma (RFC 9110 §5.6.1.2). */
    private static int skip(String value, int from) {
        int at = from;
        while (at < value.length() && " \t,".indexOf(value.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
