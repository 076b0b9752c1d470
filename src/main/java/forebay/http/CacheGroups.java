package forebay.http;

import java.util.List;

/**
 * The groups that a response belongs to or invalidates (RFC 9875). Their names are opaque, compared character by
 * character, and belong to the origin of the response (§2.1). All that a field can hold count, so more than the 32 of
 * 32 characters that §2 asks for.
 */
public final class CacheGroups {
    private CacheGroups() {}

    /** The groups of a response (Cache-Groups, §2); none where the field is no List of Strings. */
    public static List<String> of(Fields response) {
        return StructuredField.strings(response, "Cache-Groups");
    }

    /** The groups that the answer to an unsafe request invalidates (Cache-Group-Invalidation, §3). */
    public static List<String> invalidated(Fields response) {
        return StructuredField.strings(response, "Cache-Group-Invalidation");
    }
}
