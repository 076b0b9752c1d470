package forebay.proxy;

import forebay.balance.HedgeSettings;
import forebay.balance.Pool;
import forebay.balance.Upstream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a request may have a second attempt beside a slow one: as the pool says, within attempts and budget, and only
 * for a GET or HEAD that has neither content nor a copy and asks for no other protocol. Each attempt that is made in
 * turn begins a {@link Hedge} of its own.
 */
final class Hedging {
    private final Forwarding forwarding;
    private final Pool pool;
    private final Places places;
    private final HedgeSettings settings;
    private volatile @Nullable Hedge current;

    Hedging(Forwarding forwarding, Pool pool, Places places, HedgeSettings settings) {
        this.forwarding = forwarding;
        this.pool = pool;
        this.places = places;
        this.settings = settings;
    }

    /** The attempt that was made last in turn, and the one beside it; null before the first. */
    @Nullable
    Hedge current() {
        return current;
    }

    /** An attempt is about to be made. */
    void begin(UpstreamAttempt attempt) {
        Hedge both = new Hedge(attempt);
        current = both;
        pool.load()
                .hedgeDelay(settings)
                .ifPresent(delay -> both.timer(forwarding.upkeep().after(delay, () -> attemptBeside(both))));
    }

    private void attemptBeside(Hedge both) {
        if (!both.claim()) {
            return;
        }
        Optional<Upstream> other = forwarding.mayAttemptAgain() ? places.nextInTurn(false) : Optional.empty();
        if (other.isPresent() && pool.load().budget().tryRetry()) {
            UpstreamAttempt rival = forwarding.made(other.get());
            if (both.begin(rival)) {
                pool.load().hedged();
                rival.send();
                return;
            }
        }
        other.ifPresent(places::release);
        both.unclaim();
    }
}
