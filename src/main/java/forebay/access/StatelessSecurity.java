package forebay.access;

import java.util.Collection;
import org.apache.shiro.mgt.DefaultSubjectDAO;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.web.mgt.DefaultWebSecurityManager;

/** Makes security managers that keep nothing: no session, no remember-me cookie, no cache. */
final class StatelessSecurity {
    private StatelessSecurity() {}

    /** A manager over these realms, asked in order. */
    static DefaultWebSecurityManager manager(Collection<Realm> realms) {
        DefaultWebSecurityManager manager = new DefaultWebSecurityManager();
        // Else every answer to a failed sign-in would carry a cookie.
        manager.setRememberMeManager(null);
        ((DefaultSubjectDAO) manager.getSubjectDAO()).setSessionStorageEvaluator(subject -> false);
        manager.setAuthenticator(new RealmAuthenticator());
        if (!realms.isEmpty()) {
            manager.setRealms(realms);
        }
        return manager;
    }
}
