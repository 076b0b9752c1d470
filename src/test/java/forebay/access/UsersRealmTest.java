package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.shiro.crypto.hash.SimpleHash;
import org.apache.shiro.lang.util.ByteSource;
import org.junit.jupiter.api.Test;

final class UsersRealmTest {
    private final CountedHash alice = new CountedHash("sesame");
    private final CountedHash bob = new CountedHash("bob's");
    private final UsersRealm realm = new UsersRealm(
            Map.of("alice", new UsersRealm.User(alice, Set.of("reader")), "bob", new UsersRealm.User(bob, Set.of())),
            String::length);

    @Test
    void aKnownUserIsCheckedOnce() {
        assertThat(vouches("alice", "sesame")).isTrue();
        assertThat(vouches("alice", "bob's")).isFalse();
        assertThat(alice.checks).isEqualTo(2);
        assertThat(bob.checks).isZero();
    }

    @Test
    void anUnknownUserCostsTheSameAndNeverGetsIn() {
        assertThat(vouches("mallory", "sesame")).isFalse();
        assertThat(vouches("mallory", "bob's")).isFalse();

        assertThat(alice.checks + bob.checks).isEqualTo(2);
        assertThat(alice.checks == 0 || bob.checks == 0).isTrue();
    }

    @Test
    void withoutUsersNobodyIsKnown() {
        UsersRealm empty = new UsersRealm(Map.of(), String::length);

        assertThat(empty.getAuthenticationInfo(new PasswordToken("alice", "sesame", "")))
                .isNull();
    }

    private boolean vouches(String name, String password) {
        return realm.getAuthenticationInfo(new PasswordToken(name, password, "")) != null;
    }

    private static final class CountedHash extends SimpleHash {
        private static final long serialVersionUID = 1L;
        private final String password;
        private int checks;

        CountedHash(String password) {
            super("SHA-256", password);
            this.password = password;
        }

        @Override
        public boolean matchesPassword(ByteSource presented) {
            checks++;
            return presented.equals(ByteSource.Util.bytes(password));
        }
    }
}
