package forebay.access;

import forebay.cluster.SharedBuckets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the current policy, swapped as a whole while requests run. Who watches the file calls {@link #reload}; a file
 * with errors changes nothing but the counters. Thread-safe.
 */
public final class AccessPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(AccessPolicies.class);

    private final PolicyParts parts;
    private final AtomicInteger reloads = new AtomicInteger();
    private final AtomicInteger refusedReloads = new AtomicInteger();
    private volatile AccessPolicy current;
    private volatile @Nullable InvalidPolicyException lastRefusal;

    private AccessPolicies(PolicyParts parts, AccessPolicy first) {
        this.parts = parts;
        this.current = first;
    }

    /**
     * Loads shiro.ini for the first time.
     *
     * @param settings names the file, and the limits
     * @param clock tells the time for limits and tokens
     * @param random must be unpredictable: a SecureRandom
     * @param secrets resolves {@code ${env:NAME}} and {@code ${file:path}} in a value of shiro.ini; throws
     *     IllegalArgumentException with what is wrong where it can not
     * @param shared limits of all nodes together
     * @throws InvalidPolicyException with every error of the file
     */
    public static AccessPolicies load(
            AccessSettings settings,
            InstantSource clock,
            RandomGenerator random,
            UnaryOperator<String> secrets,
            SharedBuckets shared)
            throws InvalidPolicyException {
        PolicyParts parts = new PolicyParts(
                settings, clock, new SecretMac(random), new PasswordGate(settings, clock, shared), secrets);
        return new AccessPolicies(parts, PolicyLoader.load(parts, 1));
    }

    /**
     * Reads shiro.ini again. Requests that run go on under the policy that they began with; what was remembered about
     * credentials is forgotten.
     *
     * @return the number of the policy that holds now
     * @throws InvalidPolicyException with every error of the file; the policy before goes on to hold
     */
    public synchronized int reload() throws InvalidPolicyException {
        try {
            current = PolicyLoader.load(parts, current.generation() + 1);
        } catch (InvalidPolicyException refused) {
            refusedReloads.incrementAndGet();
            lastRefusal = refused;
            throw refused;
        }
        reloads.incrementAndGet();
        lastRefusal = null;
        LOG.info("{} loaded as policy {}", parts.settings().shiroIni(), current.generation());
        return current.generation();
    }

    /** Rises by one with every successful load; the first is 1. */
    public int generation() {
        return current.generation();
    }

    /** Successful reloads so far. */
    public int reloads() {
        return reloads.get();
    }

    /** Reloads so far that failed for errors in the file. */
    public int refusedReloads() {
        return refusedReloads.get();
    }

    /** Why the file as it is now does not hold; empty where it does. */
    public Optional<InvalidPolicyException> lastRefusal() {
        return Optional.ofNullable(lastRefusal);
    }

    /** Requests that wait now for their password to be checked. */
    public int waitingPasswords() {
        return parts.gate().waiting();
    }

    /** The policy that a request which begins now is pinned to. */
    AccessPolicy current() {
        return current;
    }
}
