package forebay.access;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.realm.AuthenticatingRealm;

/** A realm of somebody else's that answers when it is let, and may break. */
public final class GatedRealm extends AuthenticatingRealm {
    static final Semaphore ENTERED = new Semaphore(0);
    static volatile CountDownLatch open = new CountDownLatch(1);

    /** Made by the INI. */
    public GatedRealm() {
        setAuthenticationTokenClass(UsernamePasswordToken.class);
    }

    static void reset() {
        open.countDown();
        open = new CountDownLatch(1);
        ENTERED.drainPermits();
    }

    @Override
    protected AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
        ENTERED.release();
        try {
            open.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        String password = new String((char[]) token.getCredentials());
        if (password.equals("breaks")) {
            throw new IllegalStateException("cannot look up " + token.getPrincipal() + " with " + password);
        }
        return new SimpleAuthenticationInfo(token.getPrincipal(), "right", getName());
    }
}
