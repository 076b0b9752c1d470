package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import forebay.exchange.Caller;
import forebay.http.Fields;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JwtRealmTest {
    private static final RSAKey RSA = rsa("one");
    private static final RSAKey ROTATED = rsa("two");
    private static final ECKey EC = ec("three");
    private static final String SECRET = "a shared secret of thirty-two b.";

    @TempDir
    Path folder;

    private final KeyServer server = new KeyServer(RSA.toPublicJWK(), EC.toPublicJWK());
    private Policies setup;
    private AccessPolicies policies;

    @BeforeEach
    void load() throws InvalidPolicyException {
        setup = new Policies(folder);
        policies = setup.load(ini("jwks = " + server.url(), "roleClaim = realm_access.roles"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aGoodTokenTellsSubjectIssuerAndRoles() {
        Verdict verdict = policies.current()
                .decide(
                        Fields.of("Authorization", "Bearer " + token(claims -> {})),
                        List.of("/x"),
                        Policies.address("192.0.2.1"));

        assertThat(verdict.caller()).isEqualTo(new Caller("https://id.test", "user-7", Set.of("reader", "ops")));
        assertThat(Policies.outcome(verdict)).isEqualTo("200 user-7");
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource({
        "7519 §4.1.4, expired a minute ago, 401 credentials-invalid",
        "7519 §4.1.4, expired within the skew, 200 user-7",
        "7519 §4.1.4, without exp, 401 credentials-invalid",
        "7519 §4.1.5, valid in a minute, 401 credentials-invalid",
        "7519 §4.1.5, valid within the skew, 200 user-7",
        "7519 §4.1.1, another issuer, 401 credentials-invalid",
        "7519 §4.1.1, without issuer, 401 credentials-invalid",
        "7519 §4.1.3, another audience, 401 credentials-invalid",
        "7519 §4.1.3, one audience of several, 200 user-7",
        "7519 §4.1.3, without audience, 401 credentials-invalid",
        "7519 §4.1.2, without subject, 401 credentials-invalid",
        "7519 §4.1.2, blank subject, 401 credentials-invalid",
        "9068 §2.1, without roles, 403 role-missing"
    })
    void checksClaims(String section, String variant, String expected) {
        String token = token(claims -> {
            switch (variant) {
                case "expired a minute ago" -> claims.expirationTime(in(-60));
                case "expired within the skew" -> claims.expirationTime(in(-20));
                case "without exp" -> claims.expirationTime(null);
                case "valid in a minute" -> claims.notBeforeTime(in(60));
                case "valid within the skew" -> claims.notBeforeTime(in(20));
                case "another issuer" -> claims.issuer("https://id.test/");
                case "without issuer" -> claims.issuer(null);
                case "another audience" -> claims.audience("other");
                case "one audience of several" -> claims.audience(List.of("other", "forebay"));
                case "without audience" -> claims.audience((String) null);
                case "without subject" -> claims.subject(null);
                case "blank subject" -> claims.subject(" ");
                case "without roles" -> claims.claim("realm_access", null);
                default -> throw new IllegalArgumentException(variant);
            }
        });

        assertThat(outcome(token)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "RFC 8725 {0}: {1} is {2}")
    @CsvSource({
        "§3.1, RS256, 200 user-7",
        "§3.1, ES256, 200 user-7",
        "§3.1, none, 401 credentials-invalid",
        "§3.1, RS512, 401 credentials-invalid",
        "§3.1, HS256 by the public key, 401 credentials-invalid",
        "§3.1, HS256 by a published secret, 401 credentials-invalid",
        "§3.3, RS256 by another key, 401 credentials-invalid",
        "§3.3, changed content, 401 credentials-invalid",
        "§3.3, cut, 401 credentials-invalid",
        "§3.10, key in the header, 401 credentials-invalid",
        "§3.11, another type, 401 credentials-invalid",
        "§3.11, at+jwt, 200 user-7"
    })
    void checksSignatures(String section, String variant, String expected) throws Exception {
        JWTClaimsSet claims = claims(builder -> {}).build();
        JWSHeader.Builder rs256 = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one");
        byte[] publicKey = RSA.toPublicKey().getEncoded();
        String token = switch (variant) {
            case "RS256" -> sign(rs256, claims, new RSASSASigner(RSA));
            case "ES256" -> sign(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("three"), claims, new ECDSASigner(EC));
            case "none" -> new PlainJWT(claims).serialize();
            case "RS512" -> sign(new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("one"), claims, new RSASSASigner(RSA));
            case "HS256 by the public key" ->
                sign(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one"), claims, new MACSigner(publicKey));
            case "HS256 by a published secret" -> {
                server.publish(new OctetSequenceKey.Builder(SECRET.getBytes(StandardCharsets.UTF_8))
                        .keyID("one")
                        .build());
                yield sign(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one"), claims, new MACSigner(SECRET));
            }
            case "RS256 by another key" -> sign(rs256, claims, new RSASSASigner(ROTATED));
            case "changed content" -> {
                String[] parts = sign(rs256, claims, new RSASSASigner(RSA)).split("\\.", -1);
                yield parts[0] + "."
                        + claims(b -> b.subject("root")).build().toPayload().toBase64URL() + "." + parts[2];
            }
            case "cut" -> {
                String whole = sign(rs256, claims, new RSASSASigner(RSA));
                yield whole.substring(0, whole.lastIndexOf('.') + 1);
            }
            case "key in the header" ->
                sign(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(ROTATED.toPublicJWK()),
                        claims,
                        new RSASSASigner(ROTATED));
            case "another type" -> sign(rs256.type(new JOSEObjectType("logout+jwt")), claims, new RSASSASigner(RSA));
            case "at+jwt" -> sign(rs256.type(new JOSEObjectType("at+jwt")), claims, new RSASSASigner(RSA));
            default -> throw new IllegalArgumentException(variant);
        };

        assertThat(outcome(token)).isEqualTo(expected);
    }

    @Test
    void aTokenIsNotRememberedBeyondItsEnd() {
        String token = token(claims -> claims.expirationTime(in(10)));
        assertThat(outcome(token)).isEqualTo("200 user-7");

        setup.clock.advance(Duration.ofSeconds(39));
        assertThat(outcome(token)).isEqualTo("200 user-7");
        setup.clock.advance(Duration.ofSeconds(2));
        assertThat(outcome(token)).isEqualTo("401 credentials-invalid");
    }

    @Test
    void keysAreReadOnceAndAgainForAnUnknownKidButNotOften() {
        String rotated = token(ROTATED, claims -> {});
        assertThat(outcome(token(claims -> {}))).isEqualTo("200 user-7");
        assertThat(outcome(token(claims -> claims.subject("user-8")))).isEqualTo("200 user-8");
        assertThat(server.reads()).isEqualTo(1);

        server.publish(RSA.toPublicJWK(), ROTATED.toPublicJWK());
        assertThat(outcome(rotated)).isEqualTo("401 credentials-invalid");
        assertThat(server.reads()).isEqualTo(1);

        setup.clock.advance(Duration.ofSeconds(10));
        assertThat(outcome(rotated)).isEqualTo("200 user-7");
        assertThat(server.reads()).isEqualTo(2);

        for (int i = 0; i < 5; i++) {
            String unknown = token(rsa("unknown-" + i), claims -> {});
            assertThat(outcome(unknown)).isEqualTo("401 credentials-invalid");
        }
        assertThat(server.reads()).isEqualTo(2);
    }

    @Test
    void aKeyThatIsWithdrawnEndsWithTheNextReading() {
        assertThat(outcome(token(claims -> {}))).isEqualTo("200 user-7");

        server.publish(ROTATED.toPublicJWK());
        setup.clock.advance(Duration.ofMinutes(5));

        assertThat(outcome(token(claims -> claims.subject("user-8")))).isEqualTo("401 credentials-invalid");
    }

    @Test
    void knownKeysServeForAWhileWhenTheProviderIsGoneAndThenItIsClosed() {
        assertThat(outcome(token(claims -> {}))).isEqualTo("200 user-7");
        server.breakDown(true);

        setup.clock.advance(Duration.ofMinutes(59));
        assertThat(outcome(token(claims -> {}))).isEqualTo("200 user-7");
        setup.clock.advance(Duration.ofMinutes(2));
        assertThat(outcome(token(claims -> {}))).isEqualTo("503 identity-provider-gone");
        assertThat(outcome(token(claims -> claims.issuer("https://else.test")))).isEqualTo("401 credentials-invalid");

        server.breakDown(false);
        setup.clock.advance(Duration.ofSeconds(10));
        assertThat(outcome(token(claims -> {}))).isEqualTo("200 user-7");
    }

    @Test
    void withoutAnyKeyItIsClosedAndTheProviderIsNotHammered() {
        server.breakDown(true);
        for (int i = 0; i < 5; i++) {
            assertThat(outcome(token(claims -> {}))).isEqualTo("503 identity-provider-gone");
        }

        assertThat(server.reads()).isEqualTo(1);
    }

    @Test
    void anotherIssuersTokenDoesNotMakeItReadKeys() {
        assertThat(outcome(token(claims -> claims.issuer("https://else.test")))).isEqualTo("401 credentials-invalid");

        assertThat(server.reads()).isZero();
    }

    @Test
    void severalIssuersStandSideBySide() throws InvalidPolicyException {
        try (KeyServer second = new KeyServer(ROTATED.toPublicJWK())) {
            policies = setup.load(ini("jwks = " + server.url(), "roleClaim = realm_access.roles")
                    .replace(
                            "[urls]",
                            "two = JwtRealm\ntwo.issuer = https://two.test\ntwo.audience = forebay\ntwo.roleClaim = scope\ntwo.jwks = "
                                    + second.url() + "\n[urls]"));

            assertThat(outcome(token(claims -> {}))).isEqualTo("200 user-7");
            assertThat(outcome(token(
                            ROTATED, claims -> claims.issuer("https://two.test").claim("scope", "a reader"))))
                    .isEqualTo("200 user-7");
            assertThat(outcome(token(claims -> claims.issuer("https://two.test"))))
                    .isEqualTo("401 credentials-invalid");
        }
    }

    @Test
    void keysMayBeInAFile() throws Exception {
        Files.writeString(folder.resolve("keys.json"), new JWKSet(List.of(RSA, EC)).toString(true));
        policies = setup.load(ini("jwks = keys.json", "roleClaim = realm_access.roles"));

        assertThat(outcome(token(claims -> {}))).isEqualTo("200 user-7");
        assertThat(outcome(token(ROTATED, claims -> {}))).isEqualTo("401 credentials-invalid");
    }

    @Test
    void aSharedSecretTakesOnlyItsOwnAlgorithm() throws Exception {
        policies = setup.load(ini("secret = " + SECRET, "roleClaim = realm_access.roles"));
        JWTClaimsSet claims = claims(builder -> {}).build();

        assertThat(outcome(sign(new JWSHeader.Builder(JWSAlgorithm.HS256), claims, new MACSigner(SECRET))))
                .isEqualTo("200 user-7");
        assertThat(outcome(sign(
                        new JWSHeader.Builder(JWSAlgorithm.HS256), claims, new MACSigner(SECRET.replace('a', 'b')))))
                .isEqualTo("401 credentials-invalid");
        assertThat(outcome(token(builder -> {}))).isEqualTo("401 credentials-invalid");
        assertThat(outcome(new PlainJWT(claims).serialize())).isEqualTo("401 credentials-invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b", "a.b.c", "a.b.c.d.e", "..", "eyJhbGciOiJub25lIn0.e30.", "e30.e30.e30"})
    void whatIsNoTokenIsRefused(String token) {
        assertThat(outcome(token)).isEqualTo("401 credentials-invalid");
    }

    private Date in(int seconds) {
        return Date.from(setup.clock.instant().plusSeconds(seconds));
    }

    private String outcome(String token) {
        return Policies.outcome(policies, "/x", "Authorization", "Bearer " + token);
    }

    private static String ini(String... settings) {
        StringBuilder ini =
                new StringBuilder("[main]\njwt = JwtRealm\njwt.issuer = https://id.test\njwt.audience = forebay\n");
        for (String setting : settings) {
            ini.append("jwt.").append(setting).append('\n');
        }
        return ini.append("[urls]\n/** = roles[reader]\n").toString();
    }

    private String token(Consumer<JWTClaimsSet.Builder> change) {
        return token(RSA, change);
    }

    private String token(RSAKey key, Consumer<JWTClaimsSet.Builder> change) {
        try {
            return sign(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()),
                    claims(change).build(),
                    new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private JWTClaimsSet.Builder claims(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("https://id.test")
                .audience("forebay")
                .subject("user-7")
                .expirationTime(in(7200))
                .claim("realm_access", Map.of("roles", List.of("reader", "ops", "no role, this", 5)));
        change.accept(claims);
        return claims;
    }

    private static String sign(JWSHeader.Builder header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT jwt = new SignedJWT(header.build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static RSAKey rsa(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey ec(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
