package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.shiro.lang.util.ByteSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordsTest {
    @Test
    void whatIsHashedIsRecognised() {
        String hash = Passwords.hash("open s\u00e9same".toCharArray());

        assertThat(hash).startsWith("$shiro2$argon2id$").doesNotContain("s\u00e9same");
        assertThat(Passwords.parse(hash).matchesPassword(ByteSource.Util.bytes("open s\u00e9same")))
                .isTrue();
        assertThat(Passwords.parse(hash).matchesPassword(ByteSource.Util.bytes("open Sesame")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2y$10$7rOjsAf2U/AKKqpMpCIn6etuOXyQ86tp2Tn9xv6FyXl2T0QYc3.G.",
                "$shiro2$2y$10$7rOjsAf2U/AKKqpMpCIn6etuOXyQ86tp2Tn9xv6FyXl2T0QYc3.G."
            })
    void takesBcrypt(String hash) {
        assertThat(Passwords.parse(hash).matchesPassword(ByteSource.Util.bytes("secret#shiro,password;Jo8opech")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "$shiro1$SHA-256$500000$abc$def",
                "$shiro2$argon2id$v=19$t=1,m=65536,p=4$H5z81Jpr4ntZr3MVtbOUBw$fJDg",
                "$shiro2$argon2id$v=19$t=1,m=65536,p=4$H5z81Jpr4ntZr3MVtbOUBw",
                "$2y$10$7rOjsAf2U/AKKqpMpCIn6etuOXyQ86",
                "$2y$10$short",
                "$2y$"
            })
    void refusesClearTextAndWhatIsCut(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Passwords.parse(text));
    }

    @Test
    void refusesAnEmptyPassword() {
        assertThatIllegalArgumentException().isThrownBy(() -> Passwords.hash(new char[0]));
    }
}
