package forebay.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which upstream a client's session cookie names, and the cookie that names an upstream. Nothing is kept for a client:
 * the cookie says it all, so that sessions outlive a reload and are the same on every node. Immutable, thread-safe.
 */
final class Sessions {
    private final StickySettings settings;
    private final Map<String, Upstream> byName = new HashMap<>();
    private final Map<UpstreamState, String> names = new HashMap<>();

    Sessions(StickySettings settings, String pool, List<Upstream> upstreams) {
        this.settings = settings;
        for (Upstream upstream : upstreams) {
            List<String> all = settings.keys().names(pool, upstream.name());
            all.forEach(name -> byName.put(name, upstream));
            names.put(upstream.state(), all.get(0));
        }
    }

    /** The upstream that the request's cookie names; empty where it has none, or one of an upstream that is gone. */
    Optional<Upstream> upstream(BalanceKey key) {
        return key.cookie(settings.cookie()).map(byName::get);
    }

    /** The Set-Cookie for the client whose request an upstream answered; empty where it has that cookie. */
    Optional<String> cookie(BalanceKey key, Upstream answered) {
        String name = names.get(answered.state());
        return name == null
                        || key.cookie(settings.cookie()).filter(name::equals).isPresent()
                ? Optional.empty()
                : Optional.of(settings.setCookie(name));
    }
}
