package forebay.proxy;

import forebay.edge.Problem;
import forebay.exchange.CachePlan.FailureVerdict;
import forebay.exchange.CachePlan.Unvalidated;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered where no upstream's response can be. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final String pseudonym;

    /**
     * Answers in the name of one gateway.
     *
     * @param pseudonym its name in Via and Proxy-Status; a token
     */
    Answers(String pseudonym) {
        this.pseudonym = pseudonym;
    }

    String pseudonym() {
        return pseudonym;
    }

    /** The answer where the cache says what the failure means for what is stored. */
    Problem failed(FailureVerdict verdict, Throwable cause, Duration unavailableFor) {
        return verdict instanceof Unvalidated
                        && cause instanceof UpstreamFailure failure
                        && failure.error() != ProxyError.PROXY_INTERNAL_ERROR
                ? unvalidated(failure.error())
                : failed(cause, unavailableFor);
    }

    private Problem unvalidated(ProxyError error) {
        return Problem.of(
                        504,
                        code(error),
                        error.title(),
                        "What is stored may not be used without asking the server that it came from.")
                .with("Proxy-Status", pseudonym + "; error=" + error.word());
    }

    private static String code(ProxyError error) {
        return error == ProxyError.PROXY_INTERNAL_ERROR
                ? "internal-error"
                : "upstream-" + error.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The answer to a failure of the upstream, the client or the gateway.
     *
     * @param unavailableFor when to try again, where none could be reached
     */
    Problem failed(Throwable cause, Duration unavailableFor) {
        if (cause instanceof ClientFault fault) {
            return fault.problem();
        }
        ProxyError error = cause instanceof UpstreamFailure failure ? failure.error() : ProxyError.PROXY_INTERNAL_ERROR;
        if (error == ProxyError.PROXY_INTERNAL_ERROR) {
            LOG.warn("a request failed in the gateway itself", cause);
        }
        return upstream(error, unavailableFor);
    }

    private Problem upstream(ProxyError error, Duration unavailableFor) {
        Problem problem = Problem.of(error.status(), code(error), error.title(), detail(error))
                .with("Proxy-Status", pseudonym + "; error=" + error.word());
        if (error.status() != 503) {
            return problem;
        }
        long seconds = Math.max(1, unavailableFor.plusMillis(999).toSeconds());
        return problem.with("Retry-After", Long.toString(seconds));
    }

    private static String detail(ProxyError error) {
        return switch (error.status()) {
            case 500 -> "The gateway failed; its log says why.";
            case 503 -> "Try again later.";
            case 504 -> "It may have been processed nevertheless.";
            default -> "The gateway is all right; the server behind it is not.";
        };
    }

    /** No route takes the request's host and path. */
    static Problem noRoute() {
        return Problem.of(404, "no-route", "Not found", "Nothing is served under this host and path.");
    }
}
