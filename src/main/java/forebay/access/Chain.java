package forebay.access;

import java.util.List;
import java.util.Set;

/**
 * One line of [urls], or a rule that the gateway adds: what a request for a path must show.
 *
 * @param index its place among the rules, from 0
 * @param pattern the paths that it is for
 * @param effect what it does
 * @param accepts the kinds of credential that it takes; empty where it looks at none
 * @param roles roles that the caller must have, all of them
 * @param permissions permissions that the caller must have, all of them
 */
record Chain(
        int index,
        PathPattern pattern,
        Effect effect,
        Set<Credential.Kind> accepts,
        Set<String> roles,
        List<String> permissions) {

    /** What a rule does. */
    enum Effect {
        /** Lets everybody pass and looks at no credential. */
        ANYBODY,
        /** Lets nobody pass. */
        NOBODY,
        /** Lets those pass who prove who they are, and have what it asks for. */
        CHECK
    }

    Chain {
        accepts = Set.copyOf(accepts);
        roles = Set.copyOf(roles);
        permissions = List.copyOf(permissions);
    }
}
