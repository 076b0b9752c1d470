package forebay.access;

import forebay.cluster.Bucket;
import forebay.cluster.LocalBuckets;
import forebay.cluster.Rate;
import forebay.cluster.SharedBuckets;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How many failed password checks an address and an account may cause in a minute: on this node, where an attempt is
 * taken before it is known to fail and given back when it does not, and on all nodes together, where only failures are
 * written. Who has the right password leaves nothing behind. Where the cluster does not answer at once this node's own
 * limits go on. Thread-safe; waits for the cluster for {@link SharedBuckets#PATIENCE} at most, before a check and after
 * one that failed.
 */
final class FailureLimits {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Rate rate;
    private final LocalBuckets addresses;
    private final LocalBuckets accounts;
    private final SharedBuckets shared;

    FailureLimits(int perMinute, InstantSource clock, SharedBuckets shared) {
        this.rate = new Rate(Math.max(1, perMinute), WINDOW);
        this.addresses = new LocalBuckets(clock);
        this.accounts = new LocalBuckets(clock);
        this.shared = shared;
    }

    /**
     * Who asks for what.
     *
     * @param address the client's
     * @param account stands for the account on this node, which remembers it
     * @param name of the account, as all nodes know it
     */
    record Asked(InetAddress address, Object account, String name) {
        ClientNetwork network() {
            return ClientNetwork.of(address);
        }
    }

    /** Takes an attempt, to be followed by {@link #failed} or {@link #giveBack}; else says how long to wait. */
    Optional<Duration> take(Asked asked) {
        Optional<Duration> wait = takeHere(asked);
        if (wait.isPresent()) {
            return wait;
        }
        CompletionStage<Optional<Duration>> byAddress = shared.look(ofAddress(asked));
        CompletionStage<Optional<Duration>> byAccount = shared.look(ofAccount(asked));
        wait = known(byAddress).or(() -> known(byAccount));
        if (wait.isPresent()) {
            giveBack(asked);
        }
        return wait;
    }

    private Optional<Duration> takeHere(Asked asked) {
        Optional<Duration> wait = addresses.take(asked.network(), rate);
        if (wait.isEmpty()) {
            wait = accounts.take(asked.account(), rate);
            if (wait.isPresent()) {
                addresses.giveBack(asked.network(), rate);
            }
        }
        return wait;
    }

    /** The attempt did not fail. */
    void giveBack(Asked asked) {
        addresses.giveBack(asked.network(), rate);
        accounts.giveBack(asked.account(), rate);
    }

    /** The attempt failed; when this returns the other nodes know, if they can be told at once. */
    void failed(Asked asked) {
        CompletionStage<Optional<Duration>> byAddress = shared.spend(ofAddress(asked));
        CompletionStage<Optional<Duration>> byAccount = shared.spend(ofAccount(asked));
        CompletableFuture<?> both =
                byAddress.thenCombine(byAccount, (one, other) -> one).toCompletableFuture();
        known(both.thenApply(any -> Optional.empty()));
    }

    private Bucket ofAddress(Asked asked) {
        return new Bucket("failed passwords of an address", asked.network().text(), rate);
    }

    private Bucket ofAccount(Asked asked) {
        return new Bucket("failed passwords of an account", asked.name(), rate);
    }

    /** It comes in time by itself. */
    private static Optional<Duration> known(CompletionStage<Optional<Duration>> answer) {
        return answer.toCompletableFuture().join();
    }
}
