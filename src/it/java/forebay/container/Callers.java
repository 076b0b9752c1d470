package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may pass, by whatever credential, and what becomes of the credential. */
interface Callers extends Asking {
    /** What the gateway is configured by. */
    Conf conf();

    /** A field line with the password of ada. */
    static String basic(String password) {
        String pair = "ada:" + password;
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    @Test
    default void whoHasNoCredentialIsAskedForOne() {
        Wire.Answer answer = get("/x", "");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.field("WWW-Authenticate")).isPresent();
        assertThat(answer.field("X-Request-Id")).isPresent();
        assertThat(answer.field("Cache-Status")).isEmpty();
    }

    @Test
    default void whoLacksTheRoleIsForbidden() {
        assertThat(get("/admin/x", USER).status()).isEqualTo(403);
        assertThat(get("/admin/x", ADMIN).status()).isEqualTo(200);
    }

    @Test
    default void theKeyIsTakenAsBearerTokenToo() {
        assertThat(get("/x", "Authorization: Bearer " + Conf.USER_KEY + "\r\n").status())
                .isEqualTo(200);
    }

    @Test
    default void aPasswordIsChecked() {
        assertThat(get("/x", basic(Conf.PASSWORD)).status()).isEqualTo(200);
        assertThat(get("/x", basic("open")).status()).isEqualTo(401);
        assertThat(get("/admin/x", basic(Conf.PASSWORD)).status()).isEqualTo(403);
    }

    @Test
    default void aTokenIsVerified() {
        String token = conf().token();
        assertThat(get("/x", "Authorization: Bearer " + token + "\r\n").status())
                .isEqualTo(200);
        String forged = token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";
        assertThat(get("/x", "Authorization: Bearer " + forged + "\r\n").status())
                .isEqualTo(401);
    }

    @Test
    default void twoCredentialsAreRefused() {
        assertThat(get("/x", USER + "Authorization: Bearer " + Conf.USER_KEY + "\r\n")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "bearer", "password", "token"})
    default void noCredentialReachesTheUpstream(String kind) {
        String credential = switch (kind) {
            case "key" -> USER;
            case "bearer" -> "Authorization: Bearer " + Conf.USER_KEY + "\r\n";
            case "password" -> basic(Conf.PASSWORD);
            default -> "Authorization: Bearer " + conf().token() + "\r\n";
        };
        Wire.Answer answer = get("/echo", credential);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.content())
                .startsWith("GET /echo HTTP/1.1\r\n")
                .doesNotContainIgnoringCase("X-Api-Key")
                .doesNotContainIgnoringCase("Authorization")
                .doesNotContain(credential.strip().substring(credential.lastIndexOf(' ') + 1));
    }
}
