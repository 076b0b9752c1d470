package forebay.cache;

import forebay.http.EntityTags;
import forebay.http.Fields;
import forebay.http.HttpDate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Evaluates a client's If-None-Match and If-Modified-Since against a stored response (RFC 9111 §4.3.2). Pure. */
public final class Preconditions {
    private Preconditions() {}

    /**
     * Whether a GET or HEAD is to be answered 304.
     *
     * @param request the request's fields
     * @param stored the response that would answer it
     */
    public static boolean notModified(Fields request, StoredResponse stored) {
        // RFC 9110 §13.2.1: where the answer would not be 2xx, preconditions are ignored
        if (stored.head().status() != 200 && stored.partial().isEmpty()) {
            return false;
        }
        List<String> noneMatch = request.all("If-None-Match");
        if (!noneMatch.isEmpty()) {
            // RFC 9110 §13.2.2: If-Modified-Since then does not count, whether or not the list can be read
            return isAsSent(noneMatch, stored)
                    || EntityTags.parse(noneMatch)
                            .filter(tags -> tags.any()
                                    || stored.validators()
                                            .entityTag()
                                            .filter(tags::weaklyContains)
                                            .isPresent())
                            .isPresent();
        }
        List<String> since = request.all("If-Modified-Since");
        return since.size() == 1
                && HttpDate.parse(since.get(0), stored.receipt().responseTime())
                        .filter(time -> !modified(stored).isAfter(time))
                        .isPresent();
    }

    /**
     * Whether the client gives back, byte for byte, what the origin calls an entity tag though no grammar fits it
     * (w/"1"). Whatever its sender means by it, it is the same.
     */
    private static boolean isAsSent(List<String> noneMatch, StoredResponse stored) {
        return stored.validators().entityTag().isEmpty()
                && noneMatch.size() == 1
                && noneMatch.equals(stored.head().fields().all("ETag"));
    }

    /** Last-Modified, else Date (which is the time of receipt where the upstream sent none). */
    private static Instant modified(StoredResponse stored) {
        Optional<Instant> lastModified = stored.validators().lastModified();
        return lastModified.orElse(stored.freshness().date());
    }
}
