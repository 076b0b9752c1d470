package forebay.proxy;

import forebay.edge.BrokenContent;
import forebay.edge.Problem;

/** The request's content could not be had from the client: its fault, never the upstream's. */
final class ClientFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    private ClientFault(Problem problem, Throwable cause) {
        super(problem.code(), cause, false, false);
        this.problem = problem;
    }

    /** More content than the route takes (RFC 9110 §15.5.14). */
    static ClientFault tooLarge(long maxBytes) {
        return new ClientFault(tooLargeProblem(maxBytes), new IllegalArgumentException("content too large"));
    }

    static Problem tooLargeProblem(long maxBytes) {
        return Problem.of(
                        413,
                        "content-too-large",
                        "The request's content is too large",
                        "At most " + maxBytes + " bytes are taken here.")
                .closing();
    }

    /** More trailer fields than are forwarded (RFC 6585 §5). */
    static ClientFault trailersTooLarge(int maxBytes) {
        return new ClientFault(
                Problem.of(
                                431,
                                "trailers-too-large",
                                "The request's trailer fields are too large",
                                "At most " + maxBytes + " bytes of trailer fields are taken.")
                        .closing(),
                new IllegalArgumentException("trailer section too large"));
    }

    /** What reading the content failed with: broken framing, or nothing came any more. */
    static ClientFault reading(Throwable cause) {
        return new ClientFault(BrokenContent.problem(cause), cause);
    }

    /** What to answer. */
    Problem problem() {
        return problem;
    }
}
