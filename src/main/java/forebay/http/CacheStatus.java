package forebay.http;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a cache did with a request, as the member that it adds to Cache-Status (RFC 9211 §2).
 *
 * @param hit whether the answer came from the store without going forward
 * @param forward why the request went forward; empty on a hit
 * @param forwardStatus the status that the next hop answered, where it was not the one that is sent on
 * @param stored whether the response was (or is being) stored
 * @param collapsed whether the request was collapsed with another one; false where that was tried in vain, empty where
 *     it was not
 * @param ttlSeconds freshness lifetime that remains, in seconds; negative where stale
 * @param key the cache key, for operators only
 * @param detail the reason as a word, for operators only
 */
public record CacheStatus(
        boolean hit,
        Optional<Forward> forward,
        OptionalInt forwardStatus,
        boolean stored,
        Optional<Boolean> collapsed,
        OptionalLong ttlSeconds,
        Optional<String> key,
        Optional<String> detail) {

    /** Why a request went forward (RFC 9211 §2.2). */
    public enum Forward {
        /** The cache was configured not to handle the request. */
        BYPASS("bypass"),
        /** The method requires forwarding. */
        METHOD("method"),
        /** No stored response matches the URI. */
        URI_MISS("uri-miss"),
        /** Stored responses match the URI but none the selecting fields. */
        VARY_MISS("vary-miss"),
        /** No stored response could be used, for a reason that was not told apart. */
        MISS("miss"),
        /** A directive of the request demanded it. */
        REQUEST("request"),
        /** The selected stored response was stale. */
        STALE("stale"),
        /** The selected stored response did not hold all that was asked for. */
        PARTIAL("partial");

        private final String word;

        Forward(String word) {
            this.word = word;
        }

        /** The token on the wire. */
        public String word() {
            return word;
        }
    }

    /** A request that went forward for {@code reason}. */
    public static CacheStatus forwarded(Forward reason) {
        return new CacheStatus(
                false,
                Optional.of(reason),
                OptionalInt.empty(),
                false,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** An answer from the store that stays fresh for {@code ttlSeconds}; negative where it is stale. */
    public static CacheStatus served(long ttlSeconds) {
        return new CacheStatus(
                true,
                Optional.empty(),
                OptionalInt.empty(),
                false,
                Optional.empty(),
                OptionalLong.of(ttlSeconds),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with the next hop's status. */
    public CacheStatus withForwardStatus(int status) {
        return new CacheStatus(hit, forward, OptionalInt.of(status), stored, collapsed, ttlSeconds, key, detail);
    }

    /** The same for a response that is stored, or not. */
    public CacheStatus withStored(boolean other) {
        return new CacheStatus(hit, forward, forwardStatus, other, collapsed, ttlSeconds, key, detail);
    }

    /** The same for a request that was collapsed, or was to be. */
    public CacheStatus withCollapsed(boolean done) {
        return new CacheStatus(hit, forward, forwardStatus, stored, Optional.of(done), ttlSeconds, key, detail);
    }

    /** The same with the freshness that remains. */
    public CacheStatus withTtl(long seconds) {
        return new CacheStatus(hit, forward, forwardStatus, stored, collapsed, OptionalLong.of(seconds), key, detail);
    }

    /** The same with the cache key. */
    public CacheStatus withKey(String text) {
        return new CacheStatus(hit, forward, forwardStatus, stored, collapsed, ttlSeconds, Optional.of(text), detail);
    }

    /** The same with a reason. */
    public CacheStatus withDetail(String word) {
        return new CacheStatus(hit, forward, forwardStatus, stored, collapsed, ttlSeconds, key, Optional.of(word));
    }

    /**
     * The member for the Cache-Status field of one response (RFC 9211 §2): an item with parameters (RFC 8941 §3.3).
     *
     * @param cacheName name of this cache
     * @param operator whether the reader may see {@code key} and {@code detail}
     */
    public String render(String cacheName, boolean operator) {
        StringBuilder text = new StringBuilder(64);
        if (Tokens.isStructuredToken(cacheName)) {
            text.append(cacheName);
        } else {
            quote(text, cacheName);
        }
        if (hit) {
            text.append("; hit");
        }
        forward.ifPresent(reason -> text.append("; fwd=").append(reason.word()));
        forwardStatus.ifPresent(status -> text.append("; fwd-status=").append(status));
        ttlSeconds.ifPresent(ttl -> text.append("; ttl=").append(ttl));
        if (stored) {
            text.append("; stored");
        }
        collapsed.ifPresent(done -> text.append(done ? "; collapsed" : "; collapsed=?0"));
        if (operator) {
            key.ifPresent(value -> quote(text.append("; key="), value));
            detail.ifPresent(value -> quote(text.append("; detail="), value));
        }
        return text.toString();
    }

    /** A string (RFC 8941 §3.3.3); what is not printable ASCII becomes a question mark. */
    private static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        text.append('"');
    }
}
