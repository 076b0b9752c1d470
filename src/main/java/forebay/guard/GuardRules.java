package forebay.guard;

import forebay.route.Router;
import java.util.Set;

/**
 * {@link GuardSettings} made ready for use; a part of every generation, next to its {@link Router}. Immutable,
 * thread-safe.
 */
public final class GuardRules {
    private final TrustedProxies proxies;
    private final Set<String> authorities;

    private GuardRules(TrustedProxies proxies, Set<String> authorities) {
        this.proxies = proxies;
        this.authorities = authorities;
    }

    /**
     * The rules of these settings.
     *
     * @throws IllegalArgumentException where a block of trusted proxies is malformed
     */
    public static GuardRules of(GuardSettings settings) {
        return new GuardRules(TrustedProxies.of(settings.trustedProxies()), Set.copyOf(settings.authorities()));
    }

    /** The proxies whose forwarding fields count. */
    TrustedProxies proxies() {
        return proxies;
    }

    /** Whether requests may name this host. */
    boolean serves(String host) {
        return authorities.isEmpty() || authorities.contains(host);
    }
}
