package forebay.cache;

import forebay.http.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the operator says of the cache for one route. Whatever is not said is what the specifications say. Immutable;
 * equal policies have the same text, on every node.
 *
 * @param enabled false where every request goes forward and no map is touched
 * @param shareAuthenticated whether what one authenticated caller got may answer others (lifts RFC 9111 §3.5)
 * @param setCookie what becomes of responses with Set-Cookie
 * @param clientDirectives which directives of requests count (RFC 9111 §5.2.1)
 * @param targets targeted fields in order of precedence, in lower case (RFC 9213 §2.2)
 * @param lifetimes lifetimes that responses do not state, and bounds
 * @param stale when stale responses may be used
 * @param key what the cache key is made of beyond the URI
 * @param compression codings that stored content is compressed with, where the client accepts one and the origin used
 *     none; the preferred first; empty for none
 * @param tagFields whether clients see the fields that name tags for purging
 */
public record CachePolicy(
        boolean enabled,
        boolean shareAuthenticated,
        SetCookie setCookie,
        ClientDirectives clientDirectives,
        List<String> targets,
        Lifetimes lifetimes,
        Stale stale,
        KeyRules key,
        List<ContentCoding> compression,
        TagFields tagFields) {

    /** What the specifications say, and nothing more. */
    public static final CachePolicy RFC = new CachePolicy(
            true,
            false,
            SetCookie.REFUSE,
            ClientDirectives.HONOR,
            List.of("cdn-cache-control"),
            Lifetimes.RFC,
            Stale.RFC,
            KeyRules.NONE,
            List.of(),
            TagFields.STRIP);

    /** No cache. */
    public static final CachePolicy OFF = RFC.withEnabled(false);

    /** Copies the lists. */
    public CachePolicy {
        targets = List.copyOf(targets);
        compression = List.copyOf(compression);
    }

    /** What becomes of a response with Set-Cookie. */
    public enum SetCookie {
        /** It is not stored. */
        REFUSE,
        /** It is stored with its cookies, which then go to everybody. */
        STORE,
        /** The cookies go to the client that caused the forward; the rest is stored. */
        STRIP
    }

    /** Which directives of requests count. */
    public enum ClientDirectives {
        /** All, as RFC 9111 §5.2.1 says. */
        HONOR,
        /** Those that cannot cause a forward which the response's freshness would spare the origin. */
        LIMIT
    }

    /** What becomes of Cache-Tag and Surrogate-Key on the way to clients. */
    public enum TagFields {
        /** They end here. */
        STRIP,
        /** They pass, for caches in front of this one. */
        PASS
    }

    /** A content coding that this cache can make (RFC 9110 §8.4.1). */
    public enum ContentCoding {
        /** RFC 1952. */
        GZIP("gzip"),
        /** RFC 8878. */
        ZSTD("zstd");

        private final String word;

        ContentCoding(String word) {
            this.word = word;
        }

        /** As in Content-Encoding. */
        public String word() {
            return word;
        }
    }

    /**
     * Lifetimes that responses do not state, and bounds for those that they do.
     *
     * @param ttl lifetime of a response that states none; empty for the heuristic
     * @param heuristicPercent share of the time since Last-Modified that counts as lifetime, where a response states
     *     none (RFC 9111 §4.2.2); 0 for no heuristic
     * @param heuristicMax longest heuristic lifetime
     * @param errorMax longest lifetime of a response with a status of 400 or above; empty for no bound
     */
    public record Lifetimes(
            Optional<Duration> ttl, int heuristicPercent, Duration heuristicMax, Optional<Duration> errorMax) {
        /** No lifetime but what the origin states, and the heuristic of RFC 9111 §4.2.2: 10 %, a day at most. */
        public static final Lifetimes RFC = new Lifetimes(Optional.empty(), 10, Duration.ofDays(1), Optional.empty());
    }

    /**
     * When stale responses may be used, where no directive forbids (RFC 9111 §4.2.4).
     *
     * @param unreachable how long after its lifetime a response may be used where no upstream could be reached
     * @param grace how long after its lifetime a response may be used in place of a 500, 502, 503 or 504, where it
     *     says no stale-if-error itself
     * @param revalidate how long after its lifetime a response may be used while it is validated behind, where it says
     *     no stale-while-revalidate itself
     * @param withSharedMaxAge whether stale-while-revalidate and stale-if-error count beside s-maxage, which forbids
     *     them by the letter of RFC 9111 §5.2.2.10
     */
    public record Stale(Duration unreachable, Duration grace, Duration revalidate, boolean withSharedMaxAge) {
        /** Stale only where the origin permits or can not be reached. */
        public static final Stale RFC = new Stale(Duration.ofDays(7), Duration.ZERO, Duration.ZERO, false);
    }

    /**
     * What the cache key is made of beyond the URI.
     *
     * @param keepParameters the only query parameters that count; empty where all do
     * @param dropParameters query parameters that do not count
     * @param sortParameters whether their order does not count
     * @param fields request fields whose values count, in lower case
     * @param cookies cookies whose values count
     */
    public record KeyRules(
            Optional<List<String>> keepParameters,
            List<String> dropParameters,
            boolean sortParameters,
            List<String> fields,
            List<String> cookies) {
        /** The URI alone. */
        public static final KeyRules NONE = new KeyRules(Optional.empty(), List.of(), false, List.of(), List.of());

        /** Copies the lists. */
        public KeyRules {
            keepParameters = keepParameters.map(List::copyOf);
            dropParameters = List.copyOf(dropParameters);
            fields = List.copyOf(fields);
            cookies = List.copyOf(cookies);
        }

        /** Whether the query counts otherwise than as it stands. */
        public boolean ofQuery() {
            return sortParameters || keepParameters.isPresent() || !dropParameters.isEmpty();
        }

        /** Whether fields or cookies of the request count. */
        public boolean ofRequest() {
            return !fields.isEmpty() || !cookies.isEmpty();
        }
    }

    /** The same with another {@link #enabled}. */
    public CachePolicy withEnabled(boolean other) {
        return with(draft -> draft.enabled = other);
    }

    /** The same with another {@link #shareAuthenticated}. */
    public CachePolicy withShareAuthenticated(boolean other) {
        return with(draft -> draft.shareAuthenticated = other);
    }

    /** The same with another {@link #setCookie}. */
    public CachePolicy withSetCookie(SetCookie other) {
        return with(draft -> draft.setCookie = other);
    }

    /** The same with other {@link #clientDirectives}. */
    public CachePolicy withClientDirectives(ClientDirectives other) {
        return with(draft -> draft.clientDirectives = other);
    }

    /** The same with other {@link #targets}. */
    public CachePolicy withTargets(List<String> other) {
        return with(draft -> draft.targets = other);
    }

    /** The same with other {@link #lifetimes}. */
    public CachePolicy withLifetimes(Lifetimes other) {
        return with(draft -> draft.lifetimes = other);
    }

    /** The same with other {@link #stale}. */
    public CachePolicy withStale(Stale other) {
        return with(draft -> draft.stale = other);
    }

    /** The same with another {@link #key}. */
    public CachePolicy withKey(KeyRules other) {
        return with(draft -> draft.key = other);
    }

    /** The same with another {@link #compression}. */
    public CachePolicy withCompression(List<ContentCoding> other) {
        return with(draft -> draft.compression = other);
    }

    /** The same with other {@link #tagFields}. */
    public CachePolicy withTagFields(TagFields other) {
        return with(draft -> draft.tagFields = other);
    }

    private CachePolicy with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.policy();
    }

    /** The fields of a response as clients get them. */
    public Fields forClients(Fields response) {
        return tagFields == TagFields.STRIP ? PurgeTags.without(response) : response;
    }

    /** A policy of which one component is about to change. */
    private static final class Draft {
        private boolean enabled;
        private boolean shareAuthenticated;
        private SetCookie setCookie;
        private ClientDirectives clientDirectives;
        private List<String> targets;
        private Lifetimes lifetimes;
        private Stale stale;
        private KeyRules key;
        private List<ContentCoding> compression;
        private TagFields tagFields;

        Draft(CachePolicy policy) {
            enabled = policy.enabled;
            shareAuthenticated = policy.shareAuthenticated;
            setCookie = policy.setCookie;
            clientDirectives = policy.clientDirectives;
            targets = policy.targets;
            lifetimes = policy.lifetimes;
            stale = policy.stale;
            key = policy.key;
            compression = policy.compression;
            tagFields = policy.tagFields;
        }

        CachePolicy policy() {
            return new CachePolicy(
                    enabled,
                    shareAuthenticated,
                    setCookie,
                    clientDirectives,
                    targets,
                    lifetimes,
                    stale,
                    key,
                    compression,
                    tagFields);
        }
    }
}
