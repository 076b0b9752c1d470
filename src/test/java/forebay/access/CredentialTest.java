package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.access.Credential.Kind;
import forebay.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CredentialTest {
    @ParameterizedTest(name = "RFC {0}: {1}: {2} is {3} ({4}, {5})")
    @CsvSource(
            delimiter = '|',
            value = {
                "9110 §11.6.2 | Accept        | */*                 | NONE      | ''    | ''",
                "9110 §11.6.2 | X-Api-Key     | fbk_ci_s3cr3t       | KEY       | ci    | s3cr3t",
                "9110 §11.6.2 | x-api-key     | fbk_ci_s3_cr-3t     | KEY       | ci    | s3_cr-3t",
                "9110 §11.6.2 | X-Api-Key     | whatever            | KEY       | ''    | whatever",
                "9110 §11.6.2 | X-Api-Key     | ''                  | KEY       | ''    | ''",
                "6750 §2.1    | Authorization | Bearer fbk_ci_abc   | KEY       | ci    | abc",
                "6750 §2.1    | authorization | bearer  a.b.c       | BEARER    | ''    | a.b.c",
                "6750 §2.1    | Authorization | Bearer              | MALFORMED | ''    | ''",
                "6750 §2.1    | Authorization | Bearer a, Basic b   | MALFORMED | ''    | ''",
                "6750 §2.1    | Authorization | Bearer a b          | MALFORMED | ''    | ''",
                "7617 §2      | Authorization | Basic YTpiOmM=      | BASIC     | a     | b:c",
                "7617 §2      | Authorization | BASIC YTpi          | BASIC     | a     | b",
                "7617 §2      | Authorization | Basic YWI=          | MALFORMED | ''    | ''",
                "7617 §2      | Authorization | Basic %%%           | MALFORMED | ''    | ''",
                "7617 §2      | Authorization | Basic Y             | MALFORMED | ''    | ''",
                "7617 §2      | Authorization | Basic /zph          | MALFORMED | ''    | ''",
                "7617 §2      | Authorization | Basic YQA6Yg==      | MALFORMED | ''    | ''",
                "9110 §11.1   | Authorization | Digest username=\"a\" | FOREIGN | ''    | ''",
                "9110 §11.1   | Authorization | Negotiate abc       | FOREIGN   | ''    | ''",
                "9110 §11.1   | Authorization | ''                  | MALFORMED | ''    | ''",
                "9110 §11.1   | Authorization | \"Bearer\" abc      | MALFORMED | ''    | ''"
            })
    void reads(String section, String name, String value, Kind kind, String principal, String secret) {
        Credential credential = Credential.of(Fields.of("Host", "x", name, value));

        assertThat(credential).isEqualTo(new Credential(kind, principal, secret));
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({"X-Api-Key, Authorization", "Authorization, authorization", "X-Api-Key, x-api-key"})
    void twoAreAmbiguous(String one, String other) {
        assertThat(Credential.of(Fields.of(one, "Basic YTpi", "Accept", "*/*", other, "Basic YTpi"))
                        .kind())
                .isEqualTo(Kind.AMBIGUOUS);
    }

    @Test
    void passwordsAreUtf8() {
        String sent =
                "Basic " + Base64.getEncoder().encodeToString("bj\u00f6rn:\u00fc:x".getBytes(StandardCharsets.UTF_8));

        assertThat(Credential.of(Fields.of("Authorization", sent)))
                .isEqualTo(new Credential(Kind.BASIC, "bj\u00f6rn", "\u00fc:x"));
    }

    @Test
    void isNeverPrinted() {
        assertThat(new Credential(Kind.BASIC, "alice", "secret").toString()).doesNotContain("alice", "secret");
        assertThat(new ApiKeyToken("ci", "secret").toString()).doesNotContain("secret");
        assertThat(new PasswordToken("alice", "secret", "h").toString()).doesNotContain("alice", "secret");
        assertThat(new JwtToken("secret", "h").toString()).doesNotContain("secret");
    }
}
