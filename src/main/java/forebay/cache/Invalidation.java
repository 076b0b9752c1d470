package forebay.cache;

import forebay.http.CacheGroups;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which URIs the answer to an unsafe request invalidates (RFC 9111 §4.4). Pure. */
public final class Invalidation {
    /** Safe methods (RFC 9110 §9.2.1); any other, an unknown one too, counts as unsafe. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private Invalidation() {}

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
                    .flatMap(reference -> resolve(target, reference))
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

    /** The URI that {@code reference} names, in the normal form of the cache key; empty where it is of another origin. */
    private static Optional<PlainUri> resolve(PlainUri target, String reference) {
        URI uri;
        try {
            uri = new URI(target.toString()).resolve(new URI(reference)).normalize();
        } catch (URISyntaxException e) {
            // cannot be read as a URI, so it names no stored response; §4.4 asks for the target only
            return Optional.empty();
        }
        if (uri.getScheme() == null || uri.getRawAuthority() == null || uri.getRawPath() == null) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String authority = withoutDefaultPort(scheme, uri.getRawAuthority().toLowerCase(Locale.ROOT));
        if (!scheme.equals(target.scheme()) || !authority.equals(target.authority())) {
            return Optional.empty();
        }
        String path = uri.getRawPath().isEmpty() ? "/" : PercentEncoding.normalize(uri.getRawPath());
        return Optional.of(PlainUri.of(scheme, authority, path, Optional.ofNullable(uri.getRawQuery())));
    }

    private static String withoutDefaultPort(String scheme, String authority) {
        String port = scheme.equals("https") ? ":443" : ":80";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
