package forebay.access;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.jspecify.annotations.Nullable;

/** Knows API keys by id and hash. An unknown id costs what a known one costs. Immutable. */
final class ApiKeyRealm extends GrantingRealm {
    /** Its name, and the realm of its callers. */
    static final String NAME = "keys";

    /** A key: the SHA-256 of its secret, and the roles of whoever holds it. */
    static final class Key {
        private final byte[] hash;
        private final Set<String> roles;

        Key(byte[] hash, Set<String> roles) {
            this.hash = hash.clone();
            this.roles = Set.copyOf(roles);
        }

        /** Compares in a time that does not depend on where they differ. */
        boolean isOf(String secret) {
            return MessageDigest.isEqual(hash, ApiKeys.hash(secret));
        }
    }

    /** No secret has this hash, as far as anybody knows. */
    private static final Key UNKNOWN = new Key(new byte[32], Set.of());

    private final Map<String, Key> keys;

    ApiKeyRealm(Map<String, Key> keys) {
        super(ApiKeyToken.class);
        this.keys = Map.copyOf(keys);
        setName(NAME);
    }

    @Override
    protected @Nullable AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
        ApiKeyToken presented = (ApiKeyToken) token;
        Key known = keys.get(presented.getPrincipal());
        boolean right = (known != null ? known : UNKNOWN).isOf(presented.getCredentials());
        return known != null && right ? account(presented.getPrincipal(), Grant.of(known.roles)) : null;
    }
}
