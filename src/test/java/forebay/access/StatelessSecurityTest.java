package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authz.AuthorizationInfo;
import org.apache.shiro.authz.SimpleAuthorizationInfo;
import org.apache.shiro.cache.MemoryConstrainedCacheManager;
import org.apache.shiro.mgt.DefaultSubjectDAO;
import org.apache.shiro.realm.AuthorizingRealm;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.web.mgt.DefaultWebSecurityManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shiro keeps nothing of a caller: no cookie that remembers, no session, no cached account. */
final class StatelessSecurityTest {
    private static final List<Realm> OURS =
            List.of(new ApiKeyRealm(Map.of()), new UsersRealm(Map.of(), String::length), new JwtRealm());

    @TempDir
    Path folder;

    /** A realm as an operator may declare one, that counts how often it is asked who somebody is and what they may. */
    public static final class Counting extends AuthorizingRealm {
        static final AtomicInteger ASKED = new AtomicInteger();

        public Counting() {
            setCredentialsMatcher((token, info) -> true);
        }

        @Override
        protected AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
            ASKED.incrementAndGet();
            return new SimpleAuthenticationInfo(token.getPrincipal(), token.getCredentials(), getName());
        }

        @Override
        protected AuthorizationInfo doGetAuthorizationInfo(PrincipalCollection principals) {
            ASKED.incrementAndGet();
            return new SimpleAuthorizationInfo(Set.of("reader"));
        }
    }

    /** Whatever it is told about caches, and in whatever order: each login and each role is asked for anew. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "other.cacheManager = $memory",
                "other.authenticationCachingEnabled = true~other.cacheManager = $memory~other.cachingEnabled = false"
            })
    void aRealmOfAnOperatorIsAskedEachTimeThoughItHasACache(String settings) throws InvalidPolicyException {
        Policies setup = new Policies(folder);
        setup.settings = new AccessSettings(setup.file, 1, 1, 5, Duration.ZERO);
        AccessPolicies policies = setup.load("[main]\nmemory = " + MemoryConstrainedCacheManager.class.getName()
                + "\nother = " + Counting.class.getName()
                + "\n" + settings.replace('~', '\n') + "\n[urls]\n/** = roles[reader]\n");
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int before = Counting.ASKED.get();
            assertThat(Policies.outcome(policies, "/x", "Authorization", Policies.basic("ada", "sesame")))
                    .isEqualTo("200 ada");
            asked.add(Counting.ASKED.get() - before);
        }

        assertThat(asked.get(0)).as("who it is, and what they may").isGreaterThan(1);
        assertThat(asked).containsOnly(asked.get(0));
    }

    @Test
    void nobodyIsRememberedAndNoSessionKept() {
        DefaultWebSecurityManager manager = StatelessSecurity.manager(OURS);

        assertThat(manager.getRememberMeManager()).isNull();
        assertThat(manager.getCacheManager()).isNull();
        assertThat(((DefaultSubjectDAO) manager.getSubjectDAO())
                        .getSessionStorageEvaluator()
                        .isSessionStorageEnabled(null))
                .isFalse();
    }

    @Test
    void noRealmOfOursCaches() {
        assertThat(OURS).allSatisfy(realm -> {
            GrantingRealm ours = (GrantingRealm) realm;
            assertThat(ours.isCachingEnabled()).isFalse();
            assertThat(ours.isAuthenticationCachingEnabled()).isFalse();
            assertThat(ours.isAuthorizationCachingEnabled()).isFalse();
        });
    }
}
