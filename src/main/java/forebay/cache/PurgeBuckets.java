package forebay.cache;

import java.util.Arrays;
import java.util.Set;

/**
 * The buckets of {@link PurgeEpochs} that a URI and its tags fall into: worked out once for a stored response, and for a
 * purge. Two names that share a bucket cost a miss.
 */
final class PurgeBuckets {
    /** Two to this power are the buckets of URIs and prefixes. */
    static final int URI_BITS = 20;

    /** Two to this power are the buckets of tags. */
    static final int TAG_BITS = 16;

    /** Most prefixes of a path that can be purged, the root included. */
    static final int MOST_PREFIXES = 16;

    /** The URI's own, then those of its prefixes. */
    private final int[] uris;

    private final int[] tags;

    private PurgeBuckets(int[] uris, int[] tags) {
        this.uris = uris;
        this.tags = tags;
    }

    /** Those of a response stored for {@code uri}. */
    static PurgeBuckets of(PlainUri uri, Set<String> tags) {
        String path = uri.encodedPath();
        int[] found = new int[1 + MOST_PREFIXES];
        int count = 0;
        found[count++] = uri(uri);
        found[count++] = prefix(uri, "/");
        for (int end = path.indexOf('/', 1);
                count <= MOST_PREFIXES && path.length() > 1;
                end = path.indexOf('/', end + 1)) {
            String prefix = end < 0 ? path : path.substring(0, end);
            found[count++] = prefix(uri, prefix);
            if (end < 0 || end == path.length() - 1) {
                break;
            }
        }
        return new PurgeBuckets(
                Arrays.copyOf(found, count),
                tags.stream().mapToInt(tag -> tag(uri, tag)).distinct().toArray());
    }

    static int uri(PlainUri uri) {
        return bucket(uri.stableHash(), URI_BITS);
    }

    static int prefix(PlainUri origin, String path) {
        return bucket(StableHash.of("prefix", origin.scheme(), origin.authority(), path), URI_BITS);
    }

    static int tag(PlainUri origin, String tag) {
        return bucket(OriginGroup.hash(origin, tag), TAG_BITS);
    }

    private static int bucket(long hash, int bits) {
        return (int) (StableHash.mix(hash ^ 0x9e3779b97f4a7c15L) >>> (64 - bits));
    }

    /** The highest number in any of them. */
    long highest(EpochTable uriTable, EpochTable tagTable) {
        long highest = 0;
        for (int bucket : uris) {
            highest = Math.max(highest, uriTable.get(bucket));
        }
        for (int bucket : tags) {
            highest = Math.max(highest, tagTable.get(bucket));
        }
        return highest;
    }
}
