package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import forebay.cluster.SharedBuckets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyErrorsTest {
    private static final String HASH = "sha256:" + "0".repeat(64);

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[url]                                  | 1 | [url] | there is no such section",
                "[urls]~/a = anon~[urls]                | 3 | [urls] | the section comes twice",
                "x = y                                  | 1 | \"\" | a line before the first section",
                "[urls]~/a                              | 2 | [urls] | a line that is not a setting",
                "[urls]~/a =                            | 2 | [urls] | a line that is not a setting",
                "[urls]~# c~/a = anon~/a = authc        | 4 | [urls] /a | it is on line 3 already",
                "[urls]~a = anon                        | 2 | [urls] a | a path that no request can have",
                "[urls]~/a%20b = anon                   | 2 | [urls] /a%20b | a path that no request can have",
                "[urls]~/a = authx                      | 2 | [urls] /a | there is no filter 'authx'",
                "[urls]~/a = user                       | 2 | [urls] /a | the filter user can not work here",
                "[urls]~/a = logout                     | 2 | [urls] /a | the filter logout can not work here",
                "[urls]~/a = ssl, authc                 | 2 | [urls] /a | the filter ssl can not work here",
                "[urls]~/a = authc[permissive]          | 2 | [urls] /a | authc takes nothing in brackets",
                "[urls]~/a = authcBasic, authcBearer    | 2 | [urls] /a | two filters that verify a credential",
                "[urls]~/a = anon, authc                | 2 | [urls] /a | anon and deny stand alone",
                "[urls]~/a = noSessionCreation          | 2 | [urls] /a | a rule that asks for nothing",
                "[urls]~/a = roles[]                    | 2 | [urls] /a | roles without a role",
                "[urls]~/a = roles                      | 2 | [urls] /a | roles without a role",
                "[urls]~/a = roles[a b]                 | 2 | [urls] /a | 'a b' is no role",
                "[urls]~/a = perms                      | 2 | [urls] /a | perms without a permission",
                "[urls]~/a = perms[:]                   | 2 | [urls] /a | ':' is no permission",
                "[urls]~/** = authc~/a = anon           | 3 | [urls] /a | it is never reached: /** on line 2",
                "[urls]~/_forebay/** = anon             | 2 | [urls] /_forebay/** | the gateway's own pages would be open",
                "[urls]~/_forebay/** = authc            | 2 | [urls] /_forebay/** | whoever has any credential could administer",
                "[keys]~CI = sha256:00                  | 2 | [keys] CI | it is no key id",
                "[keys]~ci = fbk_ci_secret              | 2 | [keys] ci | the hash of the key's secret is missing",
                "[keys]~ci = HASH, a # b                | 2 | [keys] ci | what stands in place 1 of its roles is no role",
                "[users]~al = s3cret, admin             | 2 | [users] al | the password's hash is missing or can not be read",
                "[users]~al = $2y$04$abc, admin         | 2 | [users] al | the password's hash is missing or can not be read",
                "[roles]~reader = :                     | 2 | [roles] reader | it is no list of permissions",
                "[main]~securityManager.sessionMode = native | 2 | [main] securityManager.sessionMode | the security manager can not be changed",
                "[main]~shiro.loginUrl = /login.jsp     | 2 | [main] shiro.loginUrl | the security manager can not be changed",
                "[main]~keys = JwtRealm                 | 2 | [main] keys | the name is taken by the gateway",
                "[main]~a = no.such.Realm               | 2 | [main] a | 'no.such.Realm' is no class that can be made",
                "[main]~a.issuer = x                    | 2 | [main] a.issuer | there is no object 'a' above",
                "[main]~a = JwtRealm~a.isuer = x        | 3 | [main] a.isuer | JwtRealm has no setting 'isuer'",
                "[main]~a = JwtRealm~a.credentialsMatcher = x | 3 | [main] a.credentialsMatcher | JwtRealm has no setting",
                "[main]~a = org.apache.shiro.realm.ldap.DefaultLdapRealm~a.authenticationCachingEnabled = true | 2 | [main] a | it caches accounts",
                "[main]~m = org.apache.shiro.authc.credential.AllowAllCredentialsMatcher~a = org.apache.shiro.realm.SimpleAccountRealm~a.credentialsMatcher = $m | 3 | [main] a | it lets any credential in",
                "[main]~a = org.apache.shiro.realm.SimpleAccountRealm~a.credentialsMatcher = s3cret | 3 | [main] a.credentialsMatcher | it can not be set up"
            })
    void tellsWhatIsWrong(String ini, int line, String path, String wrong) {
        List<InvalidPolicyException.Finding> errors =
                errors(ini.replace('~', '\n').replace("HASH", HASH));

        assertThat(errors).anySatisfy(error -> {
            assertThat(error.line()).isEqualTo(line);
            assertThat(error.path()).isEqualTo(path);
            assertThat(error.wrong()).startsWith(wrong);
            assertThat(error.right()).isNotEmpty();
            assertThat(error.file()).endsWith("shiro.ini");
        });
        assertThat(errors.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "issuer      | \" \" | it is missing",
                "audience    | \" \" | it is missing",
                "jwks        | \" \" | it is missing",
                "jwks        | http://id.test/keys  | whoever is between",
                "jwks        | ftp://id.test/keys   | whoever is between",
                "jwks        | https://bad host/    | 'https://bad host/' is no URL",
                "jwks        | missing.json         | 'missing.json' can not be read",
                "algorithms  | none                 | 'none' can not be used with public keys",
                "algorithms  | RS256, HS256         | 'HS256' can not be used with public keys",
                "algorithms  | EdDSA                | 'EdDSA' can not be used with public keys",
                "clockSkew   | 30                   | '30' is no duration",
                "keepKeys    | -5m                  | '-5m' is no duration",
                "secret      | short                | there are published keys"
            })
    void tellsWhatIsWrongWithATokenRealm(String property, String value, String wrong) {
        StringBuilder ini = new StringBuilder("[main]\njwt = JwtRealm\n");
        List.of("issuer = https://id.test", "audience = forebay", "jwks = https://id.test/keys").stream()
                .filter(line -> !line.startsWith(property))
                .forEach(line -> ini.append("jwt.").append(line).append('\n'));
        int line =
                value.isBlank() ? 2 : (int) ini.chars().filter(c -> c == '\n').count() + 1;
        if (!value.isBlank()) {
            ini.append("jwt.").append(property).append(" = ").append(value).append('\n');
        }

        assertThat(errors(ini.toString())).singleElement().satisfies(error -> {
            assertThat(error.path()).isEqualTo("[main] jwt." + property);
            assertThat(error.wrong()).startsWith(wrong);
            assertThat(error.line()).isEqualTo(line);
        });
    }

    @Test
    void aSharedSecretMustBeAsLongAsTheHash() {
        List<InvalidPolicyException.Finding> errors = errors(
                "[main]\njwt = JwtRealm\njwt.issuer = i\njwt.audience = a\njwt.secret = s3cret\njwt.algorithms = HS256,RS256");

        assertThat(errors)
                .extracting(InvalidPolicyException.Finding::path)
                .containsExactly("[main] jwt.secret", "[main] jwt.algorithms");
        assertThat(errors.toString()).doesNotContain("s3cret");
    }

    @Test
    void tellsAllErrorsAtOnceInTheOrderOfTheFile() {
        List<InvalidPolicyException.Finding> errors =
                errors("[urls]\n/a = nope\n[keys]\nci = x\n[users]\nal = y\n[main]\nz = Zzz\n[nowhere]\n");

        assertThat(errors).extracting(InvalidPolicyException.Finding::line).containsExactly(2, 4, 6, 8, 9);
    }

    @Test
    void aMissingFileIsAnError() {
        Policies policies = new Policies(folder);

        InvalidPolicyException thrown = catchThrowableOfType(
                InvalidPolicyException.class,
                () -> AccessPolicies.load(
                        policies.settings,
                        policies.clock,
                        new java.security.SecureRandom(),
                        s -> s,
                        SharedBuckets.ALONE));

        assertThat(thrown).hasMessageContaining("shiro.ini: it can not be read (NoSuchFileException)");
    }

    @Test
    void resolvesSecretsAndTellsWhichAreMissing() throws InvalidPolicyException {
        Policies policies = new Policies(folder);
        policies.secrets = text -> {
            if (text.contains("MISSING")) {
                throw new IllegalArgumentException("the environment has no MISSING");
            }
            return text.replace("${env:HASH}", HASH).replace("${file:s}", "$s-ecret-of-at-least-256-bits-in-length");
        };

        policies.load(
                "[main]\nj = JwtRealm\nj.issuer=i\nj.audience=a\nj.secret = ${file:s}\n[keys]\nci = ${env:HASH}, a\n");
        InvalidPolicyException thrown = catchThrowableOfType(
                InvalidPolicyException.class, () -> policies.load("[keys]\nci = sha256:${env:MISSING}\n"));

        assertThat(thrown.errors().get(0).toString()).contains("shiro.ini:2 [keys] ci: the environment has no MISSING");
    }

    @Test
    void readsContinuedLinesQuotesAndWindowsLineEnds() throws InvalidPolicyException {
        AccessPolicies policies = new Policies(folder)
                .load("\uFEFF[users]\r\nal = \"" + Policies.quickHash("sesame")
                        + "\", \\\r\n  reader\r\n; c\r\n[urls]\r\n/** = roles[reader]\r\n");

        assertThat(Policies.outcome(policies, "/", "Authorization", Policies.basic("al", "sesame")))
                .isEqualTo("200 al");
    }

    private List<InvalidPolicyException.Finding> errors(String ini) {
        return catchThrowableOfType(InvalidPolicyException.class, () -> new Policies(folder).load(ini))
                .errors();
    }
}
