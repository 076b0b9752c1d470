package forebay.access;

import java.util.List;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.credential.CredentialsMatcher;
import org.apache.shiro.authz.AuthorizationInfo;
import org.apache.shiro.authz.SimpleAuthorizationInfo;
import org.apache.shiro.realm.AuthorizingRealm;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.subject.SimplePrincipalCollection;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway's realms share: they verify a credential themselves and hand on a {@link Grant}, from which roles
 * are read. Nothing is cached here; the policy remembers verdicts.
 */
abstract class GrantingRealm extends AuthorizingRealm {
    GrantingRealm(Class<? extends AuthenticationToken> takes) {
        setAuthenticationTokenClass(takes);
        setCachingEnabled(false);
        setAuthenticationCachingEnabled(false);
        setAuthorizationCachingEnabled(false);
        setCredentialsMatcher(verified());
    }

    /** The account, once the credential is proved to be right; null where it is not. */
    @Override
    protected abstract @Nullable AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token);

    final AuthenticationInfo account(String principal, Grant grant) {
        return new SimpleAuthenticationInfo(
                new SimplePrincipalCollection(List.of(principal, grant), getName()), Verified.YES);
    }

    @Override
    protected @Nullable AuthorizationInfo doGetAuthorizationInfo(PrincipalCollection principals) {
        for (Object principal : principals.fromRealm(getName())) {
            if (principal instanceof Grant grant) {
                return new SimpleAuthorizationInfo(grant.roles());
            }
        }
        return null;
    }

    /** Says yes to what {@link #account} made and to nothing else. */
    private static CredentialsMatcher verified() {
        return new CredentialsMatcher() {
            @Override
            public boolean doCredentialsMatch(AuthenticationToken token, AuthenticationInfo info) {
                return info.getCredentials() == Verified.YES;
            }

            /** An account that never matches: an unknown one costs what our realms make it cost, no more. */
            @Override
            public java.util.Optional<AuthenticationInfo> createSimulatedCredentials() {
                return java.util.Optional.of(new SimpleAuthenticationInfo());
            }
        };
    }

    private enum Verified {
        YES
    }
}
