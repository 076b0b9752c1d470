package forebay.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import forebay.access.Credential.Kind;
import forebay.exchange.Caller;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.mgt.SecurityManager;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.subject.Subject;
import org.jspecify.annotations.Nullable;

/**
 * From a credential to whom it stands for: remembered for a short time, else asked of Shiro.
 *
 * <p>What is remembered is found by a keyed hash of the credential and belongs to one policy, so that a reload forgets it.
 * When it is found, nothing of Shiro runs: no Subject is built, no realm asked, no password limit touched (those count
 * failures, and this is none). Wrong credentials are never remembered. Bounded; thread-safe.
 */
final class Identities {
    private static final int MAX_REMEMBERED = 10_000;
    /** Requests that may wait for another one's check of the same password. */
    private static final int MAX_FOLLOWERS = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SecurityManager shiro;
    private final PolicyParts parts;
    private final Set<String> namedRoles;
    private final int rules;
    private final Cache<SecretMac.Digest, Identity> remembered;
    private final Map<SecretMac.Digest, CompletableFuture<Identity>> running = new ConcurrentHashMap<>();
    private final Semaphore followers = new Semaphore(MAX_FOLLOWERS);

    /**
     * Identities of one policy.
     *
     * @param namedRoles roles that the rules speak of; a realm that is not ours is asked for these
     * @param rules how many rules the policy has
     */
    Identities(SecurityManager shiro, PolicyParts parts, Set<String> namedRoles, int rules) {
        this.shiro = shiro;
        this.parts = parts;
        this.namedRoles = namedRoles;
        this.rules = rules;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Whom a credential stands for.
     *
     * @throws TryLaterException where that can not be told now
     * @throws AuthenticationException where it is wrong
     */
    Identity of(Credential credential, InetAddress client) {
        SecretMac.Digest digest = parts.mac().of(credential);
        Identity known = known(digest);
        if (known != null) {
            return known;
        }
        AuthenticationToken token = token(credential, client);
        if (credential.kind() != Kind.BASIC) {
            return remember(digest, login(token));
        }
        FailureLimits.Asked asked =
                new FailureLimits.Asked(client, parts.mac().ofAccount(credential.name()), credential.name());
        return once(digest, () -> parts.gate().pass(asked, () -> login(token)));
    }

    private @Nullable Identity known(SecretMac.Digest digest) {
        Identity identity = remembered.getIfPresent(digest);
        return identity != null && identity.holdsAt(parts.clock().millis()) ? identity : null;
    }

    private Identity remember(SecretMac.Digest digest, Identity identity) {
        remembered.put(digest, identity);
        return identity;
    }

    /** A browser that loads a page sends the same password many times at once: it is checked once. */
    private Identity once(SecretMac.Digest digest, Supplier<Identity> check) {
        CompletableFuture<Identity> mine = new CompletableFuture<>();
        CompletableFuture<Identity> theirs = running.putIfAbsent(digest, mine);
        if (theirs != null) {
            return follow(theirs);
        }
        try {
            Identity meanwhile = known(digest);
            Identity identity = meanwhile != null ? meanwhile : remember(digest, check.get());
            mine.complete(identity);
            return identity;
        } catch (RuntimeException | Error failed) {
            mine.completeExceptionally(failed);
            throw failed;
        } finally {
            running.remove(digest, mine);
        }
    }

    private Identity follow(CompletableFuture<Identity> theirs) {
        if (!followers.tryAcquire()) {
            throw TryLaterException.busy(Duration.ofSeconds(1));
        }
        try {
            return theirs.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof AuthenticationException refused) {
                throw refused;
            }
            throw TryLaterException.realmFailed();
        } catch (TimeoutException slow) {
            throw TryLaterException.busy(Duration.ofSeconds(1));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw TryLaterException.busy(Duration.ofSeconds(1));
        } finally {
            followers.release();
        }
    }

    private static AuthenticationToken token(Credential credential, InetAddress client) {
        String host = client.getHostAddress();
        return switch (credential.kind()) {
            case KEY -> new ApiKeyToken(credential.name(), credential.secret());
            case BEARER -> new JwtToken(credential.secret(), host);
            case BASIC -> new PasswordToken(credential.name(), credential.secret(), host);
            default -> throw new IllegalArgumentException("nothing to verify: " + credential);
        };
    }

    /** Shiro's decision, by a Subject that is bound to no thread and to no session. */
    private Identity login(AuthenticationToken token) {
        Subject subject =
                new Subject.Builder(shiro).sessionCreationEnabled(false).buildSubject();
        subject.login(token);
        PrincipalCollection principals = subject.getPrincipals();
        String principal = String.valueOf(principals.getPrimaryPrincipal());
        if (principal.isBlank()) {
            throw new IncorrectCredentialsException("a realm vouched for nobody");
        }
        Grant grant = principals.oneByType(Grant.class);
        Instant now = parts.clock().instant();
        Instant until = now.plus(parts.settings().rememberVerified());
        Caller caller = new Caller(
                principals.getRealmNames().iterator().next(),
                principal,
                grant != null ? grant.roles() : roles(subject));
        return new Identity(
                caller, principals, now, grant != null && grant.until().isBefore(until) ? grant.until() : until, rules);
    }

    private Set<String> roles(Subject subject) {
        Set<String> roles = new LinkedHashSet<>();
        namedRoles.stream().filter(subject::hasRole).forEach(roles::add);
        return Set.copyOf(roles);
    }
}
