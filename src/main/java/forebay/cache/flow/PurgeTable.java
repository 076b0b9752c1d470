package forebay.cache.flow;

import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.PurgeScope;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where purges are applied on this node: in {@link PurgeEpochs}, under every form that the key rules of the present
 * configuration give a URI, with a sweep behind. Thread-safe.
 */
public final class PurgeTable implements AutoCloseable {
    private final PurgeEpochs epochs;
    private final Supplier<RouteRules> rules;
    private final PurgeLog log = new PurgeLog();
    private final PurgeSweep sweep;

    /**
     * A table.
     *
     * @param epochs the same that the store's read check asks
     * @param store what to sweep
     * @param rules of the present configuration
     */
    public PurgeTable(PurgeEpochs epochs, TwoLevelStore store, Supplier<RouteRules> rules) {
        this.epochs = epochs;
        this.rules = rules;
        this.sweep = new PurgeSweep(store, log, epochs::high);
    }

    /** From now on what {@code scope} names does not pass, unless it was fetched under this number or a higher one. */
    public void apply(long number, PurgeScope scope, boolean soft) {
        List<PurgeScope> forms = scope.kind() == PurgeScope.Kind.URL ? forms(scope.origin()) : List.of(scope);
        epochs.apply(number, forms, soft);
        if (!soft) {
            sweep.wake();
        }
    }

    private List<PurgeScope> forms(PlainUri uri) {
        return rules.get().forms(uri).stream().map(PurgeScope::url).toList();
    }

    /** The numbers themselves. */
    public PurgeEpochs epochs() {
        return epochs;
    }

    /** What was purged lately. */
    public PurgeLog log() {
        return log;
    }

    @Override
    public void close() {
        sweep.close();
    }
}
