package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.exchange.Caller;
import forebay.http.Fields;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyDecisionTest {
    private static final ApiKeys.NewKey ADMIN = ApiKeys.generate("boss", List.of("admin"), new SecureRandom());
    private static final ApiKeys.NewKey READER = ApiKeys.generate("ci", List.of("reader"), new SecureRandom());
    private static final String INI = "[keys]\n" + ADMIN.line() + "\n" + READER.line()
            + "\n[users]\nalice = " + Policies.quickHash("sesame") + ", reader, editor\n"
            + """
            [roles]
            reader = pages:read
            editor = "pages:read,write"
            [urls]
            /open/** = anon
            /closed/** = deny
            /any/** = authc
            /basic/** = authcBasic
            /bearer/** = authcBearer
            /key/** = authcKey, roles[reader]
            /admin/** = roles[admin]
            /both/** = roles[reader,editor]
            /read/** = perms[pages:read]
            /write/** = authc, perms["pages:write"]
            /first/one = roles[admin]
            /first/** = roles[reader]
            """;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} by {1} is {2}")
    @CsvSource({
        "/open/x, nobody, '200 '",
        "/open/x, wrong, '200 '",
        "/open/x, two, 400 credentials-ambiguous",
        "/closed/x, nobody, 401 credentials-missing",
        "/closed/x, admin, 403 denied",
        "/elsewhere, nobody, 401 credentials-missing",
        "/elsewhere, admin, 403 denied",
        "/any/x, nobody, 401 credentials-missing",
        "/any/x, admin, 200 boss",
        "/any/x, reader, 200 ci",
        "/any/x, alice, 200 alice",
        "/any/x, wrong, 401 credentials-invalid",
        "/any/x, wrong-password, 401 credentials-invalid",
        "/any/x, unknown-user, 401 credentials-invalid",
        "/any/x, token, 401 credentials-invalid",
        "/any/x, digest, 401 credentials-unsupported",
        "/any/x, malformed, 400 credentials-malformed",
        "/any/x, two, 400 credentials-ambiguous",
        "/basic/x, alice, 200 alice",
        "/basic/x, reader, 401 credentials-unsupported",
        "/bearer/x, reader, 200 ci",
        "/bearer/x, alice, 401 credentials-unsupported",
        "/key/x, reader, 200 ci",
        "/key/x, admin, 403 role-missing",
        "/key/x, alice, 401 credentials-unsupported",
        "/admin, admin, 200 boss",
        "/ADMIN/x, reader, 403 role-missing",
        "/Admin, nobody, 401 credentials-missing",
        "/both/x, alice, 200 alice",
        "/both/x, reader, 403 role-missing",
        "/read/x, reader, 200 ci",
        "/write/x, reader, 403 role-missing",
        "/write/x, alice, 200 alice",
        "/first/one, reader, 403 role-missing",
        "/first/two, reader, 200 ci",
        "/_forebay/health, nobody, '200 '",
        "/_forebay/metrics, nobody, 401 credentials-missing",
        "/_forebay/metrics, reader, 403 role-missing",
        "/_forebay, reader, 403 role-missing",
        "/_FOREBAY/purge, reader, 403 role-missing",
        "/_forebay/purge, admin, 200 boss"
    })
    void decides(String path, String who, String expected) throws InvalidPolicyException {
        AccessPolicies policies = new Policies(folder).load(INI);

        assertThat(Policies.outcome(policies, path, fields(who))).isEqualTo(expected);
        // And once more, from what is remembered.
        assertThat(Policies.outcome(policies, path, fields(who))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "forms {0} and {1} by {2}: {3}")
    @CsvSource({
        "/open/x, /open/y, nobody, '200 '",
        "/open/x, /any/x, nobody, 401 credentials-missing",
        "/any/x, /open/x, alice, 200 alice",
        "/open/..%2fadmin, /admin, reader, 403 role-missing",
        "/read/x, /admin, admin, 403 role-missing",
        "/any/x, /elsewhere, admin, 403 denied",
        "/basic/x, /key/x, alice, 401 credentials-unsupported"
    })
    void everyFormMustBeAllowed(String one, String other, String who, String expected) throws InvalidPolicyException {
        AccessPolicies policies = new Policies(folder).load(INI);

        Verdict verdict =
                policies.current().decide(Fields.of(fields(who)), List.of(one, other), Policies.address("192.0.2.1"));

        assertThat(Policies.outcome(verdict)).isEqualTo(expected);
    }

    @Test
    void theCallerHasRealmPrincipalAndRoles() throws InvalidPolicyException {
        AccessPolicies policies = new Policies(folder).load(INI);

        Verdict verdict =
                policies.current().decide(Fields.of(fields("alice")), List.of("/any/x"), Policies.address("192.0.2.1"));

        assertThat(verdict.caller()).isEqualTo(new Caller("users", "alice", Set.of("reader", "editor")));
    }

    @ParameterizedTest(name = "{0} by {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/any/x    | nobody | Bearer realm=\"forebay\" ; Basic realm=\"forebay\", charset=\"UTF-8\"",
                "/any/x    | wrong  | Bearer realm=\"forebay\", error=\"invalid_token\" ; Basic realm=\"forebay\", charset=\"UTF-8\"",
                "/basic/x  | nobody | Basic realm=\"forebay\", charset=\"UTF-8\"",
                "/key/x    | nobody | Bearer realm=\"forebay\"",
                "/closed/x | nobody | Bearer realm=\"forebay\"",
                "/key/x    | admin  | ''"
            })
    void challengesFitTheRule(String path, String who, String expected) throws InvalidPolicyException {
        Verdict verdict = new Policies(folder)
                .load(INI)
                .current()
                .decide(Fields.of(fields(who)), List.of(path), Policies.address("192.0.2.1"));

        assertThat(String.join(
                        " ; ", ((Verdict.Refused) verdict).problem().fields().all("WWW-Authenticate")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "[main]\n[keys]\n[users]\n[roles]\n[urls]\n"})
    void withNothingConfiguredOnlyHealthIsOpen(String ini) throws InvalidPolicyException {
        AccessPolicies policies = new Policies(folder).load(ini);

        assertThat(Policies.outcome(policies, "/_forebay/health")).isEqualTo("200 ");
        assertThat(Policies.outcome(policies, "/")).isEqualTo("401 credentials-missing");
        assertThat(Policies.outcome(policies, "/_forebay/", fields("admin"))).isEqualTo("401 credentials-invalid");
        assertThat(Policies.outcome(policies, "/x", fields("alice"))).isEqualTo("403 denied");
    }

    @Test
    void anOpenGatewayStillGuardsItsOwnPages() throws InvalidPolicyException {
        AccessPolicies policies = new Policies(folder).load("[urls]\n/** = anon");

        assertThat(Policies.outcome(policies, "/x")).isEqualTo("200 ");
        assertThat(Policies.outcome(policies, "/_forebay/purge")).isEqualTo("401 credentials-missing");
    }

    @Test
    void aPageOfItsOwnMayHaveARuleOfItsOwn() throws InvalidPolicyException {
        AccessPolicies policies =
                new Policies(folder).load(INI.replace("[urls]", "[urls]\n/_forebay/metrics = roles[reader]"));

        assertThat(Policies.outcome(policies, "/_forebay/metrics", fields("reader")))
                .isEqualTo("200 ci");
        assertThat(Policies.outcome(policies, "/_forebay/purge", fields("reader")))
                .isEqualTo("403 role-missing");
    }

    @Test
    void theShippedFileLetsNobodyIn() throws Exception {
        AccessPolicies policies =
                new Policies(folder).load(java.nio.file.Files.readString(Path.of("conf", "shiro.ini")));

        assertThat(Policies.outcome(policies, "/_forebay/health")).isEqualTo("200 ");
        assertThat(Policies.outcome(policies, "/")).isEqualTo("401 credentials-missing");
        assertThat(Policies.outcome(policies, "/_forebay/status", fields("alice")))
                .isEqualTo("401 credentials-invalid");
    }

    @ParameterizedTest(name = "{0} by a key with the role {1} is {2}")
    @CsvSource({
        "/_forebay/metrics, metrics, 200 ci",
        "/_forebay/metrics, admin, 200 ci",
        "/_forebay/metrics, reader, 403 role-missing",
        "/_forebay/, metrics, 403 role-missing",
        "/_forebay/status.json, metrics, 403 role-missing",
        "/_forebay/status.json, admin, 200 ci",
        "/, metrics, 403 denied"
    })
    void theShippedFileHasARoleForAScraper(String path, String role, String expected) throws Exception {
        ApiKeys.NewKey key = ApiKeys.generate("ci", List.of(role), new SecureRandom());
        AccessPolicies policies = new Policies(folder)
                .load(java.nio.file.Files.readString(Path.of("conf", "shiro.ini"))
                        .replace("\n[keys]\n", "\n[keys]\n" + key.line() + "\n"));

        assertThat(Policies.outcome(policies, path, "X-Api-Key", key.key())).isEqualTo(expected);
    }

    private static String[] fields(String who) {
        return switch (who) {
            case "nobody" -> new String[0];
            case "admin" -> new String[] {"X-Api-Key", ADMIN.key()};
            case "reader" -> new String[] {"Authorization", "Bearer " + READER.key()};
            case "alice" -> new String[] {"Authorization", Policies.basic("alice", "sesame")};
            case "wrong" -> new String[] {"X-Api-Key", "fbk_ci_wrong"};
            case "wrong-password" -> new String[] {"Authorization", Policies.basic("alice", "Sesame")};
            case "unknown-user" -> new String[] {"Authorization", Policies.basic("mallory", "sesame")};
            case "token" -> new String[] {"Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."};
            case "digest" -> new String[] {"Authorization", "Digest username=\"alice\""};
            case "malformed" -> new String[] {"Authorization", "Basic ???"};
            case "two" -> new String[] {"X-Api-Key", ADMIN.key(), "Authorization", "Bearer " + ADMIN.key()};
            default -> throw new IllegalArgumentException(who);
        };
    }
}
