package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.access.Credential.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SecretMacTest {
    private static final List<Credential> DIFFERENT = List.of(
            new Credential(Kind.KEY, "a", "bc"),
            new Credential(Kind.KEY, "ab", "c"),
            new Credential(Kind.KEY, "", "abc"),
            new Credential(Kind.BASIC, "a", "bc"),
            new Credential(Kind.BEARER, "", "abc"),
            new Credential(Kind.KEY, "a", "bc\u0000"),
            new Credential(Kind.KEY, "a", "b\u00e7"),
            new Credential(Kind.KEY, "a", "b".repeat(500)));

    private final SecretMac mac = new SecretMac(new Random(7));

    @Test
    void theSameCredentialIsFoundAgain() {
        for (Credential credential : DIFFERENT) {
            Credential again = new Credential(credential.kind(), credential.name(), credential.secret());

            assertThat(mac.of(again)).isEqualTo(mac.of(credential));
        }
    }

    @Test
    void noTwoCredentialsReadTheSame() {
        Set<SecretMac.Digest> digests = new HashSet<>();
        DIFFERENT.forEach(credential -> digests.add(mac.of(credential)));
        digests.add(mac.ofAccount("a"));
        digests.add(mac.ofAccount("ab"));

        assertThat(digests).hasSize(DIFFERENT.size() + 2);
    }

    @Test
    void anotherProcessFindsNothingByIt() {
        SecretMac other = new SecretMac(new Random(8));

        assertThat(DIFFERENT)
                .allSatisfy(credential -> assertThat(other.of(credential)).isNotEqualTo(mac.of(credential)));
    }
}
