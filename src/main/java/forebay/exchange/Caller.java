package forebay.exchange;

import java.util.Set;

/**
 * Who is asking, as access control found out.
 *
 * @param realm name of the realm or issuer that vouched; empty for the anonymous caller
 * @param principal the id within the realm, never a secret; empty for the anonymous caller
 * @param roles the caller's roles
 */
public record Caller(String realm, String principal, Set<String> roles) {
    /** Nobody in particular. */
    public static final Caller ANONYMOUS = new Caller("", "", Set.of());

    /** Whether a credential was verified. */
    public boolean authenticated() {
        return !principal.isEmpty();
    }
}
