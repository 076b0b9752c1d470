package forebay.container;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import forebay.access.Passwords;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;

/** The folder that a gateway under test is configured by. */
final class Conf {
    /** May use /app. */
    static final String USER_KEY = "fbk_user_" + "A".repeat(43);

    /** May use everything. */
    static final String ADMIN_KEY = "fbk_admin_" + "B".repeat(43);

    /** May read the metrics. */
    static final String SCRAPER_KEY = "fbk_scraper_" + "C".repeat(43);

    /** The password of the user ada, who may use /app. */
    static final String PASSWORD = "open, sesame";

    private static final String ISSUER = "https://id.test";

    private final RSAKey issuerKey;
    private final Path folder;

    Conf(Path folder, Origin... origins) throws IOException {
        this(folder);
        pools(3, 2, 1, origins);
    }

    /** With one upstream that everything goes to. */
    Conf(Path folder, URI upstream) throws IOException {
        this(folder);
        write("forebay.yaml", """
                pools:
                  app:
                    upstreams:
                      - url: %s
                routes:
                  - path: /
                    pool: app
                """.formatted(upstream));
    }

    private Conf(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        issuerKey = issuerKey();
        write("jwks.json", new JWKSet(issuerKey.toPublicJWK()).toString());
        write("shiro.ini", """
                [main]
                sso = JwtRealm
                sso.issuer = %s
                sso.audience = forebay
                sso.jwks = jwks.json

                [users]
                ada = %s, user

                [keys]
                user = sha256:%s, user
                admin = sha256:%s, user, admin
                scraper = sha256:%s, metrics

                [roles]
                admin = forebay:*
                metrics = forebay:metrics

                [urls]
                /_forebay/health = anon
                /_forebay/metrics = perms[forebay:metrics]
                /_forebay/** = authc, roles[admin]
                /open/** = anon
                /admin/** = authc, roles[admin]
                /** = authc, roles[user]
                """.formatted(
                        ISSUER,
                        Passwords.hash(PASSWORD.toCharArray()),
                        sha256(secret(USER_KEY)),
                        sha256(secret(ADMIN_KEY)),
                        sha256(secret(SCRAPER_KEY))));
    }

    private static RSAKey issuerKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token of the declared issuer for grace, who may use /app. */
    String token() {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(),
                    new JWTClaimsSet.Builder()
                            .issuer(ISSUER)
                            .audience("forebay")
                            .subject("grace")
                            .claim("roles", List.of("user"))
                            .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                            .build());
            token.sign(new RSASSASigner(issuerKey));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** (Re)writes forebay.yaml with these weights for the three origins. */
    void pools(int first, int second, int third, Origin... origins) throws IOException {
        write("forebay.yaml", """
                pools:
                  app:
                    # What misbehaves in one test has to answer in the next.
                    outliers: off
                    upstreams:
                      - url: %s
                        weight: %d
                      - url: %s
                        weight: %d
                      - url: %s
                        weight: %d
                  refusing:
                    upstreams:
                      - url: http://127.0.0.1:1
                routes:
                  - path: /
                    pool: app
                  - path: /open/refusing
                    pool: refusing
                  - {path: /open/rewritten, pool: app, rewrite: {prefix: /open}, response-fields: {set: {X-Route: r}}}
                  - {path: /hinted, pool: app, interim-responses: all}
                  - {path: /open/limited, pool: app, rate-limit: {requests: 1, per: 1h, burst: 3}}
                  - {path: /open/old, redirect: {path: "/open/new{rest}"}}
                cluster:
                  mode: embedded
                access-log:
                  file: access.log
                """.formatted(
                        origins[0].url(), first, origins[1].url(), second, origins[2].url(), third));
    }

    /** Replaces a file at once, as editors and deployments do. */
    void write(String name, String text) throws IOException {
        Path next = Files.writeString(folder.resolve(name + ".next"), text);
        Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String secret(String key) {
        return key.substring(key.lastIndexOf('_') + 1);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
