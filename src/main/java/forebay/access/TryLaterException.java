package forebay.access;

import java.time.Duration;
import org.apache.shiro.authc.AuthenticationException;

/** A credential can not be verified now: neither right nor wrong, and access stays closed. */
final class TryLaterException extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final Duration retryAfter;

    private TryLaterException(int status, String code, Duration retryAfter, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** Too many failed attempts from this address or for this account. */
    static TryLaterException limited(Duration retryAfter) {
        return new TryLaterException(
                429, "credentials-limited", retryAfter, "Too many sign-ins failed; try again later.");
    }

    /** Too many passwords are being checked. */
    static TryLaterException busy(Duration retryAfter) {
        return new TryLaterException(
                503, "credentials-busy", retryAfter, "Too many passwords are being checked; try again shortly.");
    }

    /** The identity provider's keys can not be had. */
    static TryLaterException providerGone(Duration retryAfter) {
        return new TryLaterException(
                503, "identity-provider-gone", retryAfter, "The token can not be verified now; try again shortly.");
    }

    /** A realm failed. */
    static TryLaterException realmFailed() {
        return new TryLaterException(
                503, "realm-failed", Duration.ofSeconds(5), "The credential can not be verified now.");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** At least a second. */
    Duration retryAfter() {
        return retryAfter.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : retryAfter;
    }
}
