package forebay.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of [urls] in order; for a path the first that matches holds. Never without an answer: what no line
 * matches is denied. Immutable.
 *
 * <p>Rules are tried one after the other. Nearly all of them are a literal path or a literal path and all below it,
 * which are told apart by a few characters without making an object.
 */
final class UrlRules {
    private final List<Chain> chains;
    /** For each chain the list of it alone, so that the usual answer is not made anew for each request. */
    private final List<List<Chain>> alone;

    /** Rules in order; the last one takes every path. */
    UrlRules(List<Chain> chains) {
        Chain last = chains.get(chains.size() - 1);
        if (!last.pattern().takesAll()) {
            throw new IllegalArgumentException("the last rule must take every path, not " + last.pattern());
        }
        this.chains = List.copyOf(chains);
        this.alone = chains.stream().map(List::of).toList();
    }

    /**
     * The rules that a request must satisfy, each of them: one for every form that its path can be read in.
     *
     * @param forms all readings of the path, at least one
     */
    List<Chain> of(List<String> forms) {
        Chain first = of(forms.get(0));
        List<Chain> all = alone.get(first.index());
        for (int i = 1; i < forms.size(); i++) {
            Chain other = of(forms.get(i));
            if (!all.contains(other)) {
                all = new ArrayList<>(all);
                all.add(other);
            }
        }
        return all;
    }

    /** The rule for one reading of a path. */
    Chain of(String path) {
        for (int i = 0; i < chains.size() - 1; i++) {
            if (chains.get(i).pattern().matches(path)) {
                return chains.get(i);
            }
        }
        return chains.get(chains.size() - 1);
    }

    /** The roles that some rule asks for. */
    Set<String> roles() {
        return chains.stream().flatMap(chain -> chain.roles().stream()).collect(Collectors.toUnmodifiableSet());
    }

    int size() {
        return chains.size();
    }
}
