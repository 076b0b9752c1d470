package forebay.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What shiro.ini says about one {@link JwtRealm}: checked as a whole, then made into a verifier. */
final class JwtSettings {
    private static final Set<JWSAlgorithm> WITH_PUBLIC_KEY = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final Set<JWSAlgorithm> WITH_SECRET =
            Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MAX_KEY_SET_BYTES = 256 * 1024;
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final String DURATIONS = "write a duration such as 30s, 5m or 1h";

    /** Takes what is wrong with a property, and what would be right. */
    interface Complaints {
        /** Notes one error. */
        void add(String property, String wrong, String right);
    }

    String issuer = "";
    String audience = "";
    String algorithms = "";
    String jwks = "";
    boolean jwksOverHttp;
    String secret = "";
    String roleClaim = "roles";
    String clockSkew = "30s";
    String refreshKeys = "5m";
    String keepKeys = "1h";

    List<String> rolePath() {
        return List.of(roleClaim.split("\\.", -1));
    }

    /**
     * Makes the realm ready, or tells all that is wrong with it.
     *
     * @param folder where relative files are looked for
     * @param complaints takes what is wrong
     */
    void load(JwtRealm realm, Path folder, InstantSource clock, Complaints complaints) {
        need("issuer", issuer, "write the exact value of the tokens' iss claim", complaints);
        need("audience", audience, "write the gateway's name as it stands in the tokens' aud claim", complaints);
        Duration skew = duration("clockSkew", clockSkew, complaints);
        JwksSource.Timing timing = new JwksSource.Timing(
                duration("refreshKeys", refreshKeys, complaints), duration("keepKeys", keepKeys, complaints), RETRY);
        Set<JWSAlgorithm> allowed = allowed(complaints);
        JWKSource<SecurityContext> keys =
                secret.isEmpty() ? published(folder, timing, clock, complaints) : shared(allowed, complaints);
        if (keys != null && !allowed.isEmpty()) {
            realm.verifyWith(verifier(allowed, keys, skew, clock), skew);
        }
    }

    private DefaultJWTProcessor<SecurityContext> verifier(
            Set<JWSAlgorithm> allowed, JWKSource<SecurityContext> keys, Duration skew, InstantSource clock) {
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew((int) skew.toSeconds());
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        // The algorithm comes from this list, and the key must be of its kind: a public key never serves as a
        // secret, and a token without a signature has no key (RFC 8725 §3.1, §3.2).
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(allowed, keys));
        // RFC 9068 §2.1; JWT and none for issuers that are older than that.
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier(claims);
        return processor;
    }

    private Set<JWSAlgorithm> allowed(Complaints complaints) {
        Set<JWSAlgorithm> possible = secret.isEmpty() ? WITH_PUBLIC_KEY : WITH_SECRET;
        Set<JWSAlgorithm> allowed = new LinkedHashSet<>();
        String standard = secret.isEmpty() ? "RS256, ES256" : "HS256";
        for (String name : (algorithms.isEmpty() ? standard : algorithms).split(",", -1)) {
            JWSAlgorithm algorithm = new JWSAlgorithm(name.strip());
            if (possible.contains(algorithm)) {
                allowed.add(algorithm);
            } else {
                String names = possible.stream()
                        .map(JWSAlgorithm::getName)
                        .sorted()
                        .toList()
                        .toString();
                complaints.add(
                        "algorithms",
                        "'" + name.strip() + "' can not be used with "
                                + (secret.isEmpty() ? "public keys" : "a secret"),
                        "choose among " + names);
            }
        }
        return allowed;
    }

    private @Nullable JWKSource<SecurityContext> shared(Set<JWSAlgorithm> allowed, Complaints complaints) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        int bits = allowed.stream()
                .mapToInt(algorithm -> Integer.parseInt(algorithm.getName().substring(2)))
                .max()
                .orElse(256);
        if (!jwks.isEmpty()) {
            complaints.add("secret", "there are published keys (jwks) too", "keep one of the two");
            return null;
        }
        if (bytes.length * 8 < bits) {
            // RFC 7518 §3.2.
            complaints.add("secret", "it is shorter than the hash", "use at least " + bits / 8 + " bytes");
            return null;
        }
        return new ImmutableSecret<>(bytes);
    }

    private @Nullable JWKSource<SecurityContext> published(
            Path folder, JwksSource.Timing timing, InstantSource clock, Complaints complaints) {
        if (jwks.isEmpty()) {
            complaints.add("jwks", "it is missing", "name the URL or the file of the issuer's keys, or set a secret");
            return null;
        }
        try {
            JwksSource.Document document = jwks.contains("://") ? overTheWire(complaints) : inFile(folder, complaints);
            return document == null ? null : new JwksSource(issuer, document, timing, clock);
        } catch (IllegalArgumentException | IOException unreadable) {
            complaints.add("jwks", "'" + jwks + "' is no URL", "write https://host/path, or a file name");
            return null;
        }
    }

    private JwksSource.@Nullable Document overTheWire(Complaints complaints) throws IOException {
        URI uri = URI.create(jwks);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(uri.getHost());
        boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if (!scheme.equals("https") && !(scheme.equals("http") && (here || jwksOverHttp))) {
            complaints.add(
                    "jwks",
                    "whoever is between could put in keys of their own",
                    "use https; or set jwksOverHttp = true if that network is yours");
            return null;
        }
        URL url = uri.toURL();
        DefaultResourceRetriever retriever =
                new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_KEY_SET_BYTES);
        return () -> retriever.retrieveResource(url).getContent();
    }

    private JwksSource.@Nullable Document inFile(Path folder, Complaints complaints) {
        try {
            Path file = folder.resolve(jwks);
            JWKSet.parse(Files.readString(file));
            return () -> Files.readString(file);
        } catch (IOException | ParseException | InvalidPathException unreadable) {
            complaints.add(
                    "jwks",
                    "'" + jwks + "' can not be read as a JWK set ("
                            + unreadable.getClass().getSimpleName() + ")",
                    "name a file like {\"keys\":[...]}, relative to the folder of this file");
            return null;
        }
    }

    private static Duration duration(String property, String text, Complaints complaints) {
        try {
            // "30s" is what ISO 8601 calls PT30S.
            Duration duration = Duration.parse("PT" + text.strip());
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException noDuration) {
            // told below
        }
        complaints.add(property, "'" + text + "' is no duration", DURATIONS);
        return Duration.ZERO;
    }

    private static void need(String property, String value, String right, Complaints complaints) {
        if (value.isBlank()) {
            complaints.add(property, "it is missing", right);
        }
    }
}
