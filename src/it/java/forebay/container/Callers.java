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
        answer.expect(401);
        assertThat(answer.field("WWW-Authenticate")).isPresent();
        assertThat(answer.field("X-Request-Id")).isPresent();
        assertThat(answer.field("Cache-Status")).isEmpty();
    }

    @Test
    default void whoLacksTheRoleIsForbidden() {
        get("/admin/x", USER).expect(403);
        get("/admin/x", ADMIN).expect(200);
    }

    @Test
    default void theKeyIsTakenAsBearerTokenToo() {
        get("/x", "Authorization: Bearer " + Conf.USER_KEY + "\r\n").expect(200);
    }

    @Test
    default void aPasswordIsChecked() {
        get("/x", basic(Conf.PASSWORD)).expect(200);
        get("/x", basic("open")).expect(401);
        get("/admin/x", basic(Conf.PASSWORD)).expect(403);
    }

    @Test
    default void aTokenIsVerified() {
        String token = conf().token();
        get("/x", "Authorization: Bearer " + token + "\r\n").expect(200);
        String forged = token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";
        get("/x", "Authorization: Bearer " + forged + "\r\n").expect(401);
    }

    @Test
    default void twoCredentialsAreRefused() {
        get("/x", USER + "Authorization: Bearer " + Conf.USER_KEY + "\r\n").expect(400);
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
        answer.expect(200);
        assertThat(answer.content())
                .startsWith("GET /echo HTTP/1.1\r\n")
                .doesNotContainIgnoringCase("X-Api-Key")
                .doesNotContainIgnoringCase("Authorization")
                .doesNotContain(credential.strip().substring(credential.lastIndexOf(' ') + 1));
    }
}
