package forebay.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.StringItem;

/**
 * Targeted fields such as CDN-Cache-Control (RFC 9213 §2): the first one of the target list that is a Dictionary with
 * at least one member stands in for Cache-Control and Expires. Parameters are ignored, and so is a member whose value
 * is not of the type that its directive has.
 */
final class TargetedControl {
    private static final Set<String> SECONDS =
            Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");
    private static final Set<String> FIELD_NAMES = Set.of("no-cache", "private");

    private TargetedControl() {}

    /**
     * Tells {@code visitor} of the directives of the field that holds for {@code response}.
     *
     * @param targets names of targeted fields in order of precedence
     * @return false where none holds
     */
    static boolean parse(Fields response, List<String> targets, DirectiveParser.Visitor visitor) {
        for (int i = 0; i < targets.size(); i++) {
            Map<String, ListElement<?>> members = StructuredField.dictionary(response, targets.get(i));
            if (!members.isEmpty()) {
                members.forEach((name, value) -> tell(name, value, visitor));
                return true;
            }
        }
        return false;
    }

    private static void tell(String name, ListElement<?> value, DirectiveParser.Visitor visitor) {
        if (SECONDS.contains(name)) {
            if (value instanceof IntegerItem number) {
                visitor.directive(name, Optional.of(Long.toString(number.getAsLong())));
            }
        } else if (value instanceof BooleanItem flag) {
            if (flag.get()) {
                visitor.directive(name, Optional.empty());
            }
        } else if (value instanceof StringItem names && FIELD_NAMES.contains(name)) {
            visitor.directive(name, Optional.of(names.get()));
        }
    }
}
