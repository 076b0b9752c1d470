package forebay.access;

import forebay.cluster.SharedBuckets;
import forebay.http.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** A shiro.ini in a folder of its own, with what a test does to it. */
final class Policies {

    final TestClock clock = new TestClock();
    final Path file;
    AccessSettings settings;
    UnaryOperator<String> secrets = text -> text;

    Policies(Path folder) {
        file = folder.resolve("shiro.ini");
        settings = new AccessSettings(file, 2, 4, 5, Duration.ofSeconds(60));
    }

    AccessPolicies load(String ini) throws InvalidPolicyException {
        write(ini);
        return AccessPolicies.load(settings, clock, new SecureRandom(), secrets, SharedBuckets.ALONE);
    }

    void write(String ini) {
        try {
            Files.writeString(file, ini);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What came of a request: a status, with the reason code where it is an error, or 200 with the caller. */
    static String outcome(AccessPolicies policies, String path, String... fields) {
        return outcome(policies.current().decide(Fields.of(fields), List.of(path), address("192.0.2.1")));
    }

    static String outcome(Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            return refused.problem().status() + " " + refused.problem().code();
        }
        return "200 " + verdict.caller().principal();
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A bcrypt hash with the least cost, so that tests are quick. */
    static String quickHash(String password) {
        return org.bouncycastle.crypto.generators.OpenBSDBCrypt.generate(
                password.toCharArray(), "sixteen bytes ok".getBytes(StandardCharsets.US_ASCII), 4);
    }
}
