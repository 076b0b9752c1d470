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

    /**
     * A key.
     *
     * @param hash SHA-256 of its secret
     * @param roles the roles of whoever holds it
     */
    record Key(byte[] hash, Set<String> roles) {
        @Override
        public String toString() {
            return "key with roles " + roles;
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
        Key key = keys.getOrDefault(presented.getPrincipal(), UNKNOWN);
        boolean right = MessageDigest.isEqual(key.hash(), ApiKeys.hash(presented.getCredentials()));
        return right && key != UNKNOWN ? account(presented.getPrincipal(), Grant.of(key.roles())) : null;
    }
}
