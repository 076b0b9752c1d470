package forebay.access;

import forebay.exchange.Caller;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.shiro.subject.PrincipalCollection;

/**
 * Whom a verified credential stands for, remembered for a short time together with what the rules said. Belongs to
 * one policy. Thread-safe.
 */
final class Identity {
    private static final int UNKNOWN = 0;
    private static final int ALLOWED = 1;
    private static final int FORBIDDEN = 2;

    private final Caller caller;
    private final PrincipalCollection principals;
    private final long fromMillis;
    private final long untilMillis;
    private final AtomicIntegerArray verdicts;

    /**
     * An identity.
     *
     * @param rules how many rules the policy has
     */
    Identity(Caller caller, PrincipalCollection principals, Instant from, Instant until, int rules) {
        this.caller = caller;
        this.principals = principals;
        this.fromMillis = from.toEpochMilli();
        this.untilMillis = until.toEpochMilli();
        this.verdicts = new AtomicIntegerArray(rules);
    }

    Caller caller() {
        return caller;
    }

    PrincipalCollection principals() {
        return principals;
    }

    /** Whether it may still be used without a new look at the credential; a clock that was set back ends it. */
    boolean holdsAt(long nowMillis) {
        return fromMillis <= nowMillis && nowMillis < untilMillis;
    }

    /** Whether a rule lets this caller pass, asking {@code shiro} the first time. */
    boolean allowedBy(Chain chain, java.util.function.BooleanSupplier shiro) {
        int verdict = verdicts.get(chain.index());
        if (verdict == UNKNOWN) {
            verdict = shiro.getAsBoolean() ? ALLOWED : FORBIDDEN;
            verdicts.set(chain.index(), verdict);
        }
        return verdict == ALLOWED;
    }
}
