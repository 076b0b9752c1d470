package forebay.http;

import java.util.List;
import java.util.Optional;

/**
 * A request target that can be read in one way only.
 *
 * @param received path and query byte for byte as received, in origin-form
 * @param path the path decoded to Unicode; what access control and routing read
 * @param encodedPath the path in the normal form of RFC 3986 §6.2.2 (upper-case hex, no escaped unreserved
 *     characters); what the cache key reads
 * @param query the query as received, without the question mark; empty where there is none
 * @param accessForms every reading of the path that access control must allow: {@code path} alone, or more where
 *     the route lets in what servers read differently
 */
public record CanonicalTarget(
        String received, String path, String encodedPath, Optional<String> query, List<String> accessForms) {}
