package forebay.access;

import java.io.Serializable;
import java.time.Instant;
import java.util.Set;

/**
 * What a credential of our own realms stands for; travels beside the principal's name.
 *
 * @param roles the caller's roles
 * @param until when the credential ends by its own word; {@link Instant#MAX} where it does not
 */
record Grant(Set<String> roles, Instant until) implements Serializable {
    Grant {
        roles = Set.copyOf(roles);
    }

    static Grant of(Set<String> roles) {
        return new Grant(roles, Instant.MAX);
    }
}
