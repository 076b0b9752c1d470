package forebay.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.ListElement;

/**
 * What of the query tells a response apart from others, as its No-Vary-Search says (draft-ietf-httpbis-no-vary-search).
 * A field that says it in any other way than the draft's is as good as absent: then all of the query counts.
 */
public final class SearchVariance {
    /** All of the query counts, byte for byte. */
    public static final SearchVariance DEFAULT = new SearchVariance(false, Set.of(), true);

    private final boolean wildcard;
    private final Set<String> names;
    private final boolean keyOrder;

    private record Pair(String name, String value) {}

    /**
     * @param wildcard whether no parameter counts but those of {@code names}; otherwise all do but those
     * @param keyOrder whether the order of different names counts
     */
    private SearchVariance(boolean wildcard, Set<String> names, boolean keyOrder) {
        this.wildcard = wildcard;
        this.names = names;
        this.keyOrder = keyOrder;
    }

    /** What a response says; {@link #DEFAULT} where it says nothing, or nothing that can be used. */
    public static SearchVariance of(Fields response) {
        return response.contains("No-Vary-Search")
                ? parse(StructuredField.dictionary(response, "No-Vary-Search")).orElse(DEFAULT)
                : DEFAULT;
    }

    private static Optional<SearchVariance> parse(Map<String, ListElement<?>> field) {
        ListElement<?> order = field.get("key-order");
        ListElement<?> params = field.get("params");
        ListElement<?> except = field.get("except");
        if (order != null && !(order instanceof BooleanItem)) {
            return Optional.empty();
        }
        boolean keyOrder = !(order instanceof BooleanItem ignored && ignored.get());
        boolean wildcard = params instanceof BooleanItem all && all.get();
        if (except != null && !wildcard) {
            return Optional.empty();
        }
        if (params instanceof InnerList list) {
            return names(list).map(some -> new SearchVariance(false, some, keyOrder));
        }
        if (params != null && !(params instanceof BooleanItem)) {
            return Optional.empty();
        }
        if (except == null) {
            return Optional.of(new SearchVariance(wildcard, Set.of(), keyOrder));
        }
        return except instanceof InnerList list
                ? names(list).map(some -> new SearchVariance(true, some, keyOrder))
                : Optional.empty();
    }

    private static Optional<Set<String>> names(InnerList list) {
        return StructuredField.strings(list.get()).map(keys -> {
            Set<String> names = new HashSet<>();
            keys.forEach(key -> names.add(Escapes.formDecoded(key)));
            return Set.copyOf(names);
        });
    }

    /** Whether all of the query counts. */
    public boolean isDefault() {
        return equals(DEFAULT);
    }

    /**
     * A text that two queries share if and only if they are equivalent (the draft's "Comparing"); empty where this can
     * not be told, as for octets outside ASCII.
     */
    public Optional<String> canonical(Optional<String> query) {
        String text = query.orElse("");
        if (!text.chars().allMatch(c -> c < 0x80)) {
            return Optional.empty();
        }
        List<Pair> pairs = new ArrayList<>();
        for (String piece : text.split("&", -1)) {
            int equals = piece.indexOf('=');
            String name = Escapes.formDecoded(equals < 0 ? piece : piece.substring(0, equals));
            if (!piece.isEmpty() && wildcard == names.contains(name)) {
                pairs.add(new Pair(name, equals < 0 ? "" : Escapes.formDecoded(piece.substring(equals + 1))));
            }
        }
        if (!keyOrder) {
            pairs.sort(Comparator.comparing(Pair::name));
        }
        StringBuilder canonical = new StringBuilder(text.length() + 8);
        for (Pair pair : pairs) {
            canonical.append(pair.name().length()).append(':').append(pair.name());
            canonical.append(pair.value().length()).append('=').append(pair.value());
        }
        return Optional.of(canonical.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SearchVariance variance
                && wildcard == variance.wildcard
                && keyOrder == variance.keyOrder
                && names.equals(variance.names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(wildcard, names, keyOrder);
    }

    @Override
    public String toString() {
        return (wildcard ? "only " : "all but ") + names + (keyOrder ? "" : " in any order");
    }
}
