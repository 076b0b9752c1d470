package forebay.access;

import forebay.access.Credential.Kind;
import forebay.edge.Problem;
import java.time.Duration;
import java.util.Set;

/** The answers to those who may not pass. A 401 says what would be taken (RFC 9110 §11.6.1). */
final class Refusals {
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String BEARER = "Bearer realm=\"forebay\"";
    private static final String BASIC = "Basic realm=\"forebay\", charset=\"UTF-8\"";

    private final boolean passwords;

    /** Answers of a policy that knows passwords or not: a browser that is told Basic asks its user for one. */
    Refusals(boolean passwords) {
        this.passwords = passwords;
    }

    Problem ambiguous() {
        return Problem.of(
                400,
                "credentials-ambiguous",
                "More than one credential",
                "Send one of X-Api-Key and Authorization, and send it once.");
    }

    Problem malformed() {
        return Problem.of(
                400,
                "credentials-malformed",
                "Malformed credential",
                "The Authorization field does not follow the grammar of its scheme.");
    }

    Problem missing(Set<Kind> accepted) {
        return challenging(
                Problem.of(401, "credentials-missing", "Credential needed", "Send " + words(accepted) + "."),
                accepted,
                "");
    }

    Problem unsupported(Set<Kind> accepted) {
        return challenging(
                Problem.of(
                        401,
                        "credentials-unsupported",
                        "Another credential needed",
                        "This kind of credential is not taken here; send " + words(accepted) + "."),
                accepted,
                "");
    }

    Problem invalid(Set<Kind> accepted) {
        return challenging(
                Problem.of(401, "credentials-invalid", "Wrong credential", "The credential is not known or has ended."),
                accepted,
                ", error=\"invalid_token\"");
    }

    Problem forbidden() {
        return Problem.of(403, "role-missing", "Forbidden", "You lack a role or a permission that this needs.");
    }

    Problem denied() {
        return Problem.of(403, "denied", "Forbidden", "No rule lets anybody in here.");
    }

    /** Who has used up the rate of the route (RFC 6585 §4). */
    static Problem tooFast(Duration again) {
        return Problem.of(
                        429,
                        "rate-limited",
                        "Too many requests",
                        "You have made as many requests as are taken here for the moment; try again later.")
                .with("Retry-After", seconds(again));
    }

    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000));
    }

    Problem later(TryLaterException later) {
        String title = later.status() == 429 ? "Too many failed attempts" : "Try again shortly";
        return Problem.of(later.status(), later.code(), title, String.valueOf(later.getMessage()))
                .with("Retry-After", seconds(later.retryAfter()));
    }

    /** @param error parameter for the Bearer challenge where a credential was wrong (RFC 6750 §3.1) */
    private Problem challenging(Problem problem, Set<Kind> accepted, String error) {
        Problem answer = problem;
        if (accepted.isEmpty() || accepted.contains(Kind.KEY) || accepted.contains(Kind.BEARER)) {
            answer = answer.with(CHALLENGE, BEARER + error);
        }
        if (accepted.contains(Kind.BASIC) && (passwords || accepted.size() == 1)) {
            answer = answer.with(CHALLENGE, BASIC);
        }
        return answer;
    }

    private String words(Set<Kind> accepted) {
        boolean basic = accepted.contains(Kind.BASIC) && (passwords || accepted.size() == 1);
        boolean token = accepted.contains(Kind.KEY) || accepted.contains(Kind.BEARER) || accepted.isEmpty();
        String key = "an API key (X-Api-Key or Authorization: Bearer)";
        String bearer = accepted.contains(Kind.BEARER) ? key + ", a bearer token" : key;
        return !token ? "a user name and password" : basic ? bearer + ", or a user name and password" : bearer;
    }
}
