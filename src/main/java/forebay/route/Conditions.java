package forebay.route;

import forebay.http.Fields;
import forebay.http.FormParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a route asks of a request beyond host and path; all of it must hold, else another route is looked for.
 *
 * @param methods one of these; empty for any
 * @param fields each of these, read from the fields as received
 * @param query each of these, read from the query decoded as forms are
 */
public record Conditions(Set<String> methods, List<ValueCondition> fields, List<ValueCondition> query) {
    /** Nothing is asked. */
    public static final Conditions NONE = new Conditions(Set.of(), List.of(), List.of());

    /** How many there are; the methods count as one. */
    public int count() {
        return (methods.isEmpty() ? 0 : 1) + fields.size() + query.size();
    }

    /** Whether all of them hold. */
    boolean hold(RoutedRequest request) {
        return (methods.isEmpty() || methods.contains(request.method()))
                && holdFields(request.fields())
                && holdQuery(request.query());
    }

    private boolean holdFields(Fields received) {
        for (int i = 0; i < fields.size(); i++) {
            if (!anyLine(received, fields.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean anyLine(Fields received, ValueCondition condition) {
        for (int i = 0; i < received.size(); i++) {
            if (received.name(i).equalsIgnoreCase(condition.name())
                    && condition.test().holds(received.value(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean holdQuery(Optional<String> received) {
        for (int i = 0; i < query.size(); i++) {
            ValueCondition condition = query.get(i);
            if (received.isEmpty()
                    || !FormParameters.any(
                            received.get(),
                            condition.name(),
                            value -> condition.test().holds(value))) {
                return false;
            }
        }
        return true;
    }

    /** Whether every request that {@code other} takes satisfies these too, as far as can be told. */
    boolean cover(Conditions other) {
        boolean method = methods.isEmpty() || (!other.methods.isEmpty() && methods.containsAll(other.methods));
        return method && cover(fields, other.fields, true) && cover(query, other.query, false);
    }

    private static boolean cover(List<ValueCondition> these, List<ValueCondition> others, boolean anyCase) {
        return these.stream()
                .allMatch(mine -> others.stream()
                        .anyMatch(other -> (anyCase
                                        ? other.name().equalsIgnoreCase(mine.name())
                                        : other.name().equals(mine.name()))
                                && mine.test().covers(other.test())));
    }

    /** For people, such as {@code method GET or HEAD, field X-Beta is there}; empty where nothing is asked. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (!methods.isEmpty()) {
            words.add("method " + String.join(" or ", new TreeSet<>(methods)));
        }
        fields.forEach(condition -> words.add("field " + condition));
        query.forEach(condition -> words.add("query " + condition));
        return String.join(", ", words);
    }
}
