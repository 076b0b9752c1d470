package forebay.access;

import java.util.Collection;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.pam.ModularRealmAuthenticator;
import org.apache.shiro.realm.Realm;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the realms in order; the first that vouches wins. Unlike Shiro's own it tells a wrong credential from a realm
 * that could not answer, and keeps tokens out of messages.
 */
final class RealmAuthenticator extends ModularRealmAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(RealmAuthenticator.class);

    @Override
    protected AuthenticationInfo doAuthenticate(AuthenticationToken token) {
        Collection<Realm> realms = getRealms();
        TryLaterException later = null;
        for (Realm realm : realms) {
            if (realm.supports(token)) {
                try {
                    AuthenticationInfo info = ask(realm, token);
                    if (info != null) {
                        return info;
                    }
                } catch (TryLaterException unanswered) {
                    later = unanswered;
                }
            }
        }
        throw later != null ? later : new IncorrectCredentialsException("no realm vouches for the credential");
    }

    private static @Nullable AuthenticationInfo ask(Realm realm, AuthenticationToken token) {
        try {
            return realm.getAuthenticationInfo(token);
        } catch (TryLaterException unanswered) {
            throw unanswered;
        } catch (AuthenticationException wrong) {
            return null;
        } catch (RuntimeException broken) {
            LOG.warn("realm {} failed: {}", realm.getName(), where(broken));
            throw TryLaterException.realmFailed();
        }
    }

    /** What failed and at which line; not the message, which is the realm's own and may repeat what it was given. */
    static String where(Throwable broken) {
        StackTraceElement[] stack = broken.getStackTrace();
        return broken.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
