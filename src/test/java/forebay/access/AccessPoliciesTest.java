package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessPoliciesTest {
    private static final String INI = "[users]\nalice = " + Policies.quickHash("sesame") + "\nbob = "
            + Policies.quickHash("b") + "\n[urls]\n/** = authc\n";
    private static final String RIGHT = Policies.basic("alice", "sesame");
    private static final String WRONG = Policies.basic("alice", "guess");

    @TempDir
    Path folder;

    @Test
    void aPasswordIsRememberedForAsLongAsTheSettingsSay() throws InvalidPolicyException {
        Policies setup = strict();
        AccessPolicies policies = setup.load(INI);
        assertThat(outcome(policies, RIGHT)).isEqualTo("200 alice");
        assertThat(outcome(policies, WRONG)).isEqualTo("401 credentials-invalid");
        assertThat(outcome(policies, WRONG)).isEqualTo("429 credentials-limited");

        setup.clock.advance(Duration.ofSeconds(9));
        assertThat(outcome(policies, RIGHT)).isEqualTo("200 alice");
        setup.clock.advance(Duration.ofSeconds(1));
        assertThat(outcome(policies, RIGHT)).isEqualTo("429 credentials-limited");

        setup.clock.advance(Duration.ofSeconds(60));
        assertThat(outcome(policies, RIGHT)).isEqualTo("200 alice");
    }

    @Test
    void aReloadForgetsPasswordsButNotFailures() throws InvalidPolicyException {
        AccessPolicies policies = strict().load(INI);
        assertThat(outcome(policies, RIGHT)).isEqualTo("200 alice");
        assertThat(outcome(policies, WRONG)).isEqualTo("401 credentials-invalid");

        assertThat(policies.reload()).isEqualTo(2);

        assertThat(outcome(policies, RIGHT)).isEqualTo("429 credentials-limited");
        assertThat(policies.reloads()).isEqualTo(1);
    }

    @Test
    void aFailedReloadForgetsNothing() throws InvalidPolicyException {
        Policies setup = strict();
        AccessPolicies policies = setup.load(INI);
        assertThat(outcome(policies, RIGHT)).isEqualTo("200 alice");
        assertThat(outcome(policies, WRONG)).isEqualTo("401 credentials-invalid");
        setup.write("[users]\nalice = sesame");

        assertThatThrownBy(policies::reload).isInstanceOf(InvalidPolicyException.class);

        assertThat(outcome(policies, RIGHT)).isEqualTo("200 alice");
        assertThat(policies.refusedReloads()).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetBackEndsWhatIsRemembered() throws InvalidPolicyException {
        Policies setup = strict();
        AccessPolicies policies = setup.load(INI);
        assertThat(outcome(policies, RIGHT)).isEqualTo("200 alice");
        assertThat(outcome(policies, WRONG)).isEqualTo("401 credentials-invalid");

        setup.clock.advance(Duration.ofSeconds(-1));

        assertThat(outcome(policies, RIGHT)).isEqualTo("429 credentials-limited");
    }

    private Policies strict() {
        Policies setup = new Policies(folder);
        setup.settings = new AccessSettings(setup.file, 1, 1, 1, Duration.ofSeconds(10));
        return setup;
    }

    private static String outcome(AccessPolicies policies, String authorization) {
        return Policies.outcome(policies, "/", "Authorization", authorization);
    }
}
