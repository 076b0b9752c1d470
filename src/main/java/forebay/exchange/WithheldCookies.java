package forebay.exchange;

import java.util.Set;

/**
 * The cookies that the gateway itself has with clients: no upstream sees them. A part of a generation.
 *
 * @param names theirs
 */
public record WithheldCookies(Set<String> names) {}
