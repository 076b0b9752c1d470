package forebay.cache.hazelcast;

import forebay.cache.CacheKey;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of a cache key, as it names an entry of the distributed map, and back. */
final class KeyText {
    private static final String GROUPS = "groups";

    private KeyText() {}

    /** The key that {@link CacheKey#toString} wrote; empty where it is none. */
    static Optional<CacheKey> parse(String text) {
        int uriAt = text.lastIndexOf(' ');
        int fingerprintAt = uriAt < 0 ? -1 : text.lastIndexOf(' ', uriAt - 1);
        if (fingerprintAt < 0) {
            return Optional.empty();
        }
        int plusAt = text.indexOf('+', fingerprintAt);
        int partsAt = plusAt < 0 || plusAt > uriAt ? uriAt : plusAt;
        try {
            long fingerprint = Long.parseUnsignedLong(text.substring(fingerprintAt + 1, partsAt), 16);
            String parts = partsAt == uriAt ? "" : text.substring(partsAt + 1, uriAt);
            return uri(text.substring(uriAt + 1))
                    .map(uri -> CacheKey.of(text.substring(0, fingerprintAt), fingerprint, parts, uri));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Groups as a text that no URI has. */
    static String of(List<OriginGroup> groups) {
        StringBuilder text = new StringBuilder(GROUPS);
        groups.forEach(group -> text.append(' ').append(Long.toHexString(group.stableHash())));
        return text.toString();
    }

    /** The groups that {@link #of} wrote; none where it is another text. */
    static List<OriginGroup> groups(String text) {
        if (!text.startsWith(GROUPS + ' ')) {
            return List.of();
        }
        List<OriginGroup> groups = new ArrayList<>();
        try {
            for (String hash : text.substring(GROUPS.length() + 1).split(" ", -1)) {
                groups.add(new OriginGroup(Long.parseUnsignedLong(hash, 16)));
            }
            return groups;
        } catch (NumberFormatException e) {
            return List.of();
        }
    }

    /** The URI that {@link PlainUri#toString} wrote; empty where it is none. */
    static Optional<PlainUri> uri(String text) {
        int authorityAt = text.indexOf("://") + 3;
        int pathAt = text.indexOf('/', authorityAt);
        if (authorityAt < 3 || pathAt < 0) {
            return Optional.empty();
        }
        int mark = text.indexOf('?', pathAt);
        return Optional.of(PlainUri.of(
                text.substring(0, authorityAt - 3),
                text.substring(authorityAt, pathAt),
                mark < 0 ? text.substring(pathAt) : text.substring(pathAt, mark),
                mark < 0 ? Optional.empty() : Optional.of(text.substring(mark + 1))));
    }
}
