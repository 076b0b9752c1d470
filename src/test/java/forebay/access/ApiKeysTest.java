package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeysTest {
    @TempDir
    Path folder;

    @Test
    void whatIsMadeLetsIn() throws InvalidPolicyException {
        ApiKeys.NewKey made = ApiKeys.generate("ci", List.of("reader", "ops"), new SecureRandom());
        AccessPolicies policies = new Policies(folder)
                .load("[keys]\n" + made.line() + "\n[urls]\n/r/** = roles[reader,ops]\n/** = roles[admin]");

        assertThat(Policies.outcome(policies, "/r/1", "X-Api-Key", made.key())).isEqualTo("200 ci");
        assertThat(Policies.outcome(policies, "/r/1", "Authorization", "Bearer " + made.key()))
                .isEqualTo("200 ci");
        assertThat(Policies.outcome(policies, "/x", "X-Api-Key", made.key())).isEqualTo("403 role-missing");
        assertThat(Policies.outcome(policies, "/r/1", "X-Api-Key", made.key() + "x"))
                .isEqualTo("401 credentials-invalid");
        assertThat(Policies.outcome(policies, "/r/1", "X-Api-Key", made.key().replace("ci", "no")))
                .isEqualTo("401 credentials-invalid");
    }

    @Test
    void aKeyHas256BitsAndTheLineDoesNotHoldThem() {
        ApiKeys.NewKey made = ApiKeys.generate("ci", List.of(), new SecureRandom());

        assertThat(made.key()).matches("fbk_ci_[A-Za-z0-9_-]{43}");
        assertThat(made.line()).matches("ci = sha256:[0-9a-f]{64}");
        assertThat(made.toString()).doesNotContain(made.key());
        assertThat(ApiKeys.generate("ci", List.of(), new SecureRandom()).key()).isNotEqualTo(made.key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CI", "a_b", "-a", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void refusesIdsThatTheFileCouldNotHold(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> ApiKeys.generate(id, List.of(), new SecureRandom()));
    }

    @Test
    void refusesRolesThatTheFileCouldNotHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.generate("ci", List.of("a,b"), new SecureRandom()));
    }
}
