package forebay.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request target that can be read in one way only.
 *
 * <p>Access control lets a request pass only where it may use every one of {@link #accessForms()}, and compares
 * them with its rules without regard to case: paths keep their case here, because they are case-sensitive (RFC 3986
 * §6.2.2.1) and routing, cache key and upstream must tell {@code /a} from {@code /A}, but an upstream on a file
 * system that ignores case serves {@code /ADMIN} where a rule says {@code /admin}. Access control must not depend on
 * which kind it is.
 *
 * @param received path and query byte for byte as received, in origin-form
 * @param path the path decoded to Unicode; what access control and routing read
 * @param encodedPath the path in the normal form of RFC 3986 §6.2.2 (upper-case hex, no escaped unreserved
 *     characters); what the cache key reads
 * @param query the query as received, without the question mark; empty where there is none
 * @param accessForms every reading of the path that access control must allow: {@code path} alone, or more where
 *     the route lets in what servers read differently
 */
public record CanonicalTarget(
        String received, String path, String encodedPath, Optional<String> query, List<String> accessForms) {

    /** Stands for the target of a request that was refused before it had one: all empty, so equal to no path. */
    public static final CanonicalTarget NONE = new CanonicalTarget("", "", "", Optional.empty(), List.of());

    /** What came of reading a target. */
    public sealed interface Verdict permits Accepted, Refused {}

    /**
     * The target can be read in one way, or in the few ways that the leniencies allow.
     *
     * @param target the target
     */
    public record Accepted(CanonicalTarget target) implements Verdict {}

    /**
     * The target is malformed, or servers read it differently.
     *
     * @param reason why
     * @param literalPath the decoded path up to the segment that holds the first thing refused, with its final
     *     slash: what a route that may let it in is chosen by; {@code /} where nothing precedes
     */
    public record Refused(TargetRefusal reason, String literalPath) implements Verdict {}

    /**
     * Reads a target as it came on the request line; pure, in time linear in its length.
     *
     * <p>The query is the upstream's business ({@code ?a=%zz} passes): only what breaks a message or a log is refused
     * in it. A scheme and an authority before the path are checked for user information and left out.
     *
     * @param rawTarget the target in origin-form or absolute-form, undecoded
     * @param leniencies what may pass beyond the strict default
     */
    public static Verdict parse(String rawTarget, Set<TargetLeniency> leniencies) {
        return new TargetParser(rawTarget, leniencies).parse();
    }
}
