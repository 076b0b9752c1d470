package forebay.access;

import forebay.access.Credential.Kind;
import forebay.http.Fields;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.mgt.SecurityManager;
import org.apache.shiro.subject.PrincipalCollection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loaded shiro.ini: rules, and Shiro's security manager with the realms. A request asks one policy from beginning
 * to end, whatever is loaded meanwhile. Does not change; thread-safe.
 */
final class AccessPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(AccessPolicy.class);

    private final int generation;
    private final SecurityManager shiro;
    private final UrlRules rules;
    private final Identities identities;
    private final Refusals refusals;

    AccessPolicy(int generation, SecurityManager shiro, UrlRules rules, Identities identities, Refusals refusals) {
        this.generation = generation;
        this.shiro = shiro;
        this.rules = rules;
        this.identities = identities;
        this.refusals = refusals;
    }

    /** Rises by one with every successful load. */
    int generation() {
        return generation;
    }

    /**
     * Whether a request may pass.
     *
     * @param fields the request's field lines
     * @param forms every reading of its path; each of them must be allowed
     * @param client the client's address, for the limits
     */
    Verdict decide(Fields fields, List<String> forms, InetAddress client) {
        Credential credential = Credential.of(fields);
        if (credential.kind() == Kind.AMBIGUOUS) {
            return Verdict.Refused.anonymous(refusals.ambiguous());
        }
        List<Chain> chains = rules.of(forms);
        return switch (strictest(chains)) {
            case ANYBODY -> Verdict.Granted.TO_ANYBODY;
            // No credential would help, so none is looked at.
            case NOBODY ->
                Verdict.Refused.anonymous(
                        credential.kind() == Kind.NONE ? refusals.missing(Set.of()) : refusals.denied());
            case CHECK -> check(credential, chains, client);
        };
    }

    private Verdict check(Credential credential, List<Chain> chains, InetAddress client) {
        Set<Kind> accepted = accepted(chains);
        if (credential.kind() == Kind.NONE) {
            return Verdict.Refused.anonymous(refusals.missing(accepted));
        }
        if (credential.kind() == Kind.MALFORMED) {
            return Verdict.Refused.anonymous(refusals.malformed());
        }
        if (!accepted.contains(credential.kind())) {
            return Verdict.Refused.anonymous(refusals.unsupported(accepted));
        }
        try {
            return permit(identities.of(credential, client), chains);
        } catch (TryLaterException later) {
            return Verdict.Refused.anonymous(refusals.later(later));
        } catch (AuthenticationException wrong) {
            return Verdict.Refused.anonymous(refusals.invalid(accepted));
        }
    }

    private Verdict permit(Identity identity, List<Chain> chains) {
        for (Chain chain : chains) {
            if (chain.effect() == Chain.Effect.CHECK
                    && !identity.allowedBy(chain, () -> permitted(identity.principals(), chain))) {
                return new Verdict.Refused(identity.caller(), refusals.forbidden());
            }
        }
        return new Verdict.Granted(identity.caller());
    }

    /** Shiro's decision. */
    private boolean permitted(PrincipalCollection principals, Chain chain) {
        try {
            return shiro.hasAllRoles(principals, chain.roles())
                    && shiro.isPermittedAll(principals, chain.permissions().toArray(String[]::new));
        } catch (RuntimeException broken) {
            LOG.warn("a realm failed to tell what a caller may do: {}", RealmAuthenticator.where(broken));
            throw TryLaterException.realmFailed();
        }
    }

    private static Chain.Effect strictest(List<Chain> chains) {
        Chain.Effect strictest = Chain.Effect.ANYBODY;
        for (Chain chain : chains) {
            if (chain.effect() == Chain.Effect.NOBODY) {
                return Chain.Effect.NOBODY;
            }
            strictest = chain.effect() == Chain.Effect.CHECK ? Chain.Effect.CHECK : strictest;
        }
        return strictest;
    }

    /** What every one of the rules takes that looks at a credential. */
    private static Set<Kind> accepted(List<Chain> chains) {
        if (chains.size() == 1) {
            return chains.get(0).accepts();
        }
        Set<Kind> accepted = EnumSet.of(Kind.KEY, Kind.BEARER, Kind.BASIC);
        for (Chain chain : chains) {
            if (chain.effect() == Chain.Effect.CHECK) {
                accepted.retainAll(chain.accepts());
            }
        }
        return accepted;
    }
}
