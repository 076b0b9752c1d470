package forebay.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.crypto.hash.Hash;
import org.apache.shiro.lang.util.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * Knows users by name and password hash. An unknown name costs what a known one costs: it is checked, in vain,
 * against the hash of some user, always the same for the same name. Immutable.
 */
final class UsersRealm extends GrantingRealm {
    /** Its name, and the realm of its callers. */
    static final String NAME = "users";

    /**
     * A user.
     *
     * @param hash argon2 or bcrypt hash of the password
     * @param roles the user's roles
     */
    record User(Hash hash, Set<String> roles) {
        @Override
        public String toString() {
            return "user with roles " + roles;
        }
    }

    private final Map<String, User> users;
    private final List<User> decoys;
    private final ToIntFunction<String> decoyChoice;

    /**
     * A realm of these users.
     *
     * @param decoyChoice a number from a name that nobody else can foretell, always the same for the same name
     */
    UsersRealm(Map<String, User> users, ToIntFunction<String> decoyChoice) {
        super(PasswordToken.class);
        this.users = Map.copyOf(users);
        this.decoys = new ArrayList<>(this.users.values());
        this.decoyChoice = decoyChoice;
        setName(NAME);
    }

    boolean isEmpty() {
        return users.isEmpty();
    }

    @Override
    protected @Nullable AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
        if (decoys.isEmpty()) {
            return null;
        }
        PasswordToken presented = (PasswordToken) token;
        String name = presented.getUsername();
        User known = users.get(name);
        User checked = known != null ? known : decoys.get(Math.floorMod(decoyChoice.applyAsInt(name), decoys.size()));
        boolean right = checked.hash().matchesPassword(ByteSource.Util.bytes(presented.getPassword()));
        return known != null && right ? account(name, Grant.of(known.roles())) : null;
    }
}
