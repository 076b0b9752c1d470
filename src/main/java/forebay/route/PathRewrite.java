package forebay.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import forebay.http.CanonicalTarget;
import forebay.http.CanonicalTarget.Accepted;
import forebay.http.Escapes;
import forebay.http.TargetLeniency;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Another path for the upstream than the one that the client asks for. Access control, routing and the cache read the
 * client's; what is sent is proved to be read in one way too, or as the client's own is where a route lets in more. Pure.
 */
public sealed interface PathRewrite permits PathRewrite.Prefix, PathRewrite.Whole {
    /**
     * The target that is sent; empty where none can be made that every server reads alike.
     *
     * @param target the client's
     */
    Optional<String> target(CanonicalTarget target);

    /** The path that the client reaches what the upstream calls {@code path} by; empty where none is known. */
    Optional<String> back(String path);

    /** The path of a cookie for clients; empty where it stays as the upstream said it. */
    Optional<String> cookiePath(String path);

    /**
     * Whole segments at the beginning of the path are replaced; all that follows is sent byte for byte as it came.
     *
     * @param from the prefix of the route, decoded; {@code /} for none
     * @param to what takes its place, decoded; {@code /} for none
     * @param cookies what becomes of the paths of cookies
     */
    record Prefix(String from, String to, CookiePaths cookies) implements PathRewrite {
        /** With the paths of cookies turned back. */
        public Prefix(String from, String to) {
            this(from, to, CookiePaths.BACK);
        }

        @Override
        public Optional<String> target(CanonicalTarget target) {
            String received = target.received();
            int mark = received.indexOf('?');
            String query = mark < 0 ? "" : received.substring(mark);
            String rest = rest(mark < 0 ? received : received.substring(0, mark));
            String path = encoded(to) + rest;
            String sent = (path.isEmpty() ? "/" : path) + query;
            if (target.accessForms().size() == 1) {
                return Optional.of(sent);
            }
            return provedAmbiguous(target, sent);
        }

        /** What follows the prefix: segments are parted by slashes that are not encoded, there as in the route's path. */
        private String rest(String path) {
            int index = 0;
            int segments = SegmentTree.segments(from).size();
            for (int i = 0; i < segments; i++) {
                int slash = path.indexOf('/', index + 1);
                if (slash < 0) {
                    return "";
                }
                index = slash;
            }
            return path.equals("/") ? "" : path.substring(index);
        }

        /** Every reading of what is sent must be one of the client's, and none a name for another host. */
        private Optional<String> provedAmbiguous(CanonicalTarget target, String sent) {
            Set<String> allowed = target.accessForms().stream()
                    .map(form -> decoded(to) + rest(form))
                    .map(form -> form.isEmpty() ? "/" : form)
                    .collect(Collectors.toSet());
            boolean proved = !sent.startsWith("//")
                    && CanonicalTarget.parse(sent, EnumSet.allOf(TargetLeniency.class)) instanceof Accepted accepted
                    && allowed.containsAll(accepted.target().accessForms());
            return proved ? Optional.of(sent) : Optional.empty();
        }

        @Override
        public Optional<String> back(String path) {
            String beginning = encoded(to);
            String normal = Escapes.normalized(path);
            boolean below = normal.startsWith(beginning)
                    && (normal.length() == beginning.length() || "/?#".indexOf(normal.charAt(beginning.length())) >= 0);
            if (!below) {
                return Optional.empty();
            }
            String rest = normal.substring(beginning.length());
            String front = encoded(from);
            return Optional.of(front.isEmpty() && !rest.startsWith("/") ? "/" + rest : front + rest);
        }

        @Override
        public Optional<String> cookiePath(String path) {
            if (cookies == CookiePaths.KEEP || !path.startsWith("/")) {
                return Optional.empty();
            }
            if (path.equals("/")) {
                return cookies == CookiePaths.WITHIN
                        ? Optional.of(from.equals("/") ? from : encoded(from))
                        : Optional.empty();
            }
            return back(path);
        }

        private static String encoded(String path) {
            return Escapes.encodedPath(decoded(path));
        }

        private static String decoded(String path) {
            return path.equals("/") ? "" : path;
        }
    }

    /**
     * A path that a pattern matches as a whole becomes another one; others stay.
     *
     * @param pattern of RE2, compared with the decoded path
     * @param to with {@code $1} for groups
     */
    record Whole(Pattern pattern, String to) implements PathRewrite {
        @Override
        public Optional<String> target(CanonicalTarget target) {
            Matcher matcher = pattern.matcher(target.path());
            if (!matcher.matches()) {
                return Optional.of(target.received());
            }
            String path = matcher.replaceFirst(to);
            String sent = Escapes.encodedPath(path)
                    + target.query().map(query -> "?" + query).orElse("");
            boolean proved = CanonicalTarget.parse(sent, Set.of()) instanceof Accepted accepted
                    && accepted.target().accessForms().equals(List.of(path));
            return proved ? Optional.of(sent) : Optional.empty();
        }

        @Override
        public Optional<String> cookiePath(String path) {
            return Optional.empty();
        }

        @Override
        public Optional<String> back(String path) {
            return Optional.empty();
        }
    }
}
