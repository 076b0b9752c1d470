package forebay.guard;

import java.util.List;
import java.util.Set;

/**
 * What the guard is told by forebay.yaml.
 *
 * @param trustedProxies CIDR blocks whose forwarding fields count; none by default
 * @param authorities the hosts (lower case, without port) that requests may name; empty for any
 */
public record GuardSettings(List<String> trustedProxies, Set<String> authorities) {}
