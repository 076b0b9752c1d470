package forebay.cache;

import forebay.http.CacheGroups;
import forebay.http.FieldList;
import forebay.http.Fields;
import forebay.http.NameSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tags that an origin put on a response: members of Cache-Tag (parted by commas, as Cloudflare and Akamai read
 * it), words of Surrogate-Key (parted by spaces, as Fastly and Varnish read it) and Cache-Groups (RFC 9875). One set of
 * names, compared character by character. All that a head can hold count: a tag left out could not be purged.
 */
final class PurgeTags {
    /** Fields that are for caches in front of this one, and of no use to clients. */
    private static final NameSet FOR_CACHES = NameSet.of("Cache-Tag", "Surrogate-Key");

    private PurgeTags() {}

    static Set<String> of(Fields response) {
        Set<String> tags = new LinkedHashSet<>(CacheGroups.of(response));
        response.all("Cache-Tag").forEach(line -> tags.addAll(FieldList.members(line)));
        response.all("Surrogate-Key")
                .forEach(line -> tags.addAll(List.of(line.strip().split("[ \t]+"))));
        tags.remove("");
        return tags;
    }

    /** The fields less those that only name tags. */
    static Fields without(Fields response) {
        return response.contains("Cache-Tag") || response.contains("Surrogate-Key")
                ? response.filter(name -> !FOR_CACHES.contains(name))
                : response;
    }
}
