package forebay.cache;

import forebay.http.CacheGroups;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which URIs the answer to an unsafe request invalidates (RFC 9111 §4.4). Pure. */
public final class Invalidation {
    /** Safe methods (RFC 9110 §9.2.1); any other, an unknown one too, counts as unsafe. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private Invalidation() {}

    /** Whether a request of this method invalidates nothing. */
    public static boolean isSafe(String method) {
        return SAFE.contains(method);
    }

    /**
     * The URIs to invalidate, before the head is relayed: the target, then Location and Content-Location of the same
     * origin; none where the method is safe or the status is an error.
     *
     * @param target the URI of the request
     */
    public static List<PlainUri> targets(RequestHead request, PlainUri target, ResponseHead response) {
        boolean success = response.status() >= 200 && response.status() < 400;
        if (SAFE.contains(request.method()) || !success) {
            return List.of();
        }
        List<PlainUri> targets = new ArrayList<>();
        targets.add(target);
        for (String name : List.of("Location", "Content-Location")) {
            response.fields()
                    .first(name)
                    .flatMap(reference -> UriReference.resolve(target, reference))
                    .filter(uri -> !targets.contains(uri))
                    .ifPresent(targets::add);
        }
        return targets;
    }

    /**
     * The groups to invalidate, before the head is relayed (RFC 9875 §3): those that the answer to an unsafe request
     * names, whatever its status; none where the method is safe.
     *
     * @param target the URI of the request
     */
    public static List<OriginGroup> groups(RequestHead request, PlainUri target, ResponseHead response) {
        return SAFE.contains(request.method())
                ? List.of()
                : CacheGroups.invalidated(response.fields()).stream()
                        .map(name -> OriginGroup.of(target, name))
                        .distinct()
                        .toList();
    }
}
