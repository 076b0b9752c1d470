package forebay.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by an OAuth 2 bearer token in the form of a JWT (RFC 7519, checked as RFC 8725 and RFC 9068 ask):
 * signature, issuer, audience, time, and a subject. Declared in the [main] section of shiro.ini; several may stand
 * side by side, one for an issuer.
 *
 * <p>The setters are for the INI only; after loading it is immutable and thread-safe.
 */
public final class JwtRealm extends GrantingRealm {
    final JwtSettings settings = new JwtSettings();
    private @Nullable DefaultJWTProcessor<SecurityContext> processor;
    private Duration skew = Duration.ZERO;
    private List<String> rolePath = List.of();

    /** A realm without settings; the INI sets them. */
    public JwtRealm() {
        super(JwtToken.class);
    }

    /** The issuer: the exact value of the token's {@code iss}. Needed. */
    public void setIssuer(String issuer) {
        settings.issuer = issuer;
    }

    /** The gateway's name at the issuer, which must be among the token's {@code aud}. Needed. */
    public void setAudience(String audience) {
        settings.audience = audience;
    }

    /** Signature algorithms that are taken, separated by commas; RS256 and ES256 where nothing is said. */
    public void setAlgorithms(String algorithms) {
        settings.algorithms = algorithms;
    }

    /** URL or file with the issuer's public keys as a JWK set. Needed unless there is a secret. */
    public void setJwks(String jwks) {
        settings.jwks = jwks;
    }

    /** Whether the key set may come over plain http from another machine. */
    public void setJwksOverHttp(boolean allowed) {
        settings.jwksOverHttp = allowed;
    }

    /** The secret that is shared with the issuer, for the algorithms HS256, HS384 and HS512. */
    public void setSecret(String secret) {
        settings.secret = secret;
    }

    /** The claim with the roles, a path through nested objects such as {@code realm_access.roles}. */
    public void setRoleClaim(String claim) {
        settings.roleClaim = claim;
    }

    /** By how much the issuer's clock may differ from ours; {@code 30s} where nothing is said. */
    public void setClockSkew(String duration) {
        settings.clockSkew = duration;
    }

    /** After what time keys are read again; {@code 5m} where nothing is said. */
    public void setRefreshKeys(String duration) {
        settings.refreshKeys = duration;
    }

    /** How long keys serve while they can not be read again; {@code 1h} where nothing is said. */
    public void setKeepKeys(String duration) {
        settings.keepKeys = duration;
    }

    /** Seals the realm: from here on it verifies tokens. */
    void verifyWith(DefaultJWTProcessor<SecurityContext> verifier, Duration clockSkew) {
        processor = verifier;
        skew = clockSkew;
        rolePath = settings.rolePath();
        // Who has the same subject at another issuer is somebody else, whatever the realm is called in the INI.
        setName(settings.issuer);
    }

    @Override
    protected @Nullable AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
        if (processor == null) {
            throw new IllegalStateException("not loaded");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(((JwtToken) token).getToken());
            // Before any key is looked up: another issuer's token must not make us read this issuer's keys.
            if (!settings.issuer.equals(jwt.getJWTClaimsSet().getIssuer())) {
                return null;
            }
            JWTClaimsSet claims = processor.process(jwt, null);
            String subject = claims.getSubject();
            if (subject.isBlank()) {
                return null;
            }
            Instant until = claims.getExpirationTime().toInstant().plus(skew);
            return account(subject, new Grant(roles(claims), until));
        } catch (KeySourceException unknown) {
            throw TryLaterException.providerGone(Duration.ofSeconds(10));
        } catch (ParseException | BadJOSEException | JOSEException wrong) {
            return null;
        }
    }

    private Set<String> roles(JWTClaimsSet claims) {
        @Nullable Object value = claims.getClaims();
        for (String step : rolePath) {
            value = value instanceof Map<?, ?> object ? object.get(step) : null;
        }
        Set<String> roles = new LinkedHashSet<>();
        if (value instanceof Collection<?> list) {
            list.forEach(role -> add(role, roles));
        } else if (value instanceof String text) {
            // As in the scope claim (RFC 8693 §4.2).
            for (String role : text.split(" ", -1)) {
                add(role, roles);
            }
        }
        return roles;
    }

    private static void add(@Nullable Object role, Set<String> roles) {
        if (role instanceof String text && ApiKeys.isRole(text)) {
            roles.add(text);
        }
    }
}
