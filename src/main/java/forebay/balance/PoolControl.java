package forebay.balance;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator may do with the upstreams of the running configuration. It holds for this node until it is said
 * otherwise, over reloads, as long as pool and address stay; not over a restart. Thread-safe.
 */
public interface PoolControl {
    /** Drains, disables or enables an upstream; returns how it stands then, empty where there is no such upstream. */
    Optional<UpstreamStatus> tell(String pool, String upstream, OperatorWord word);

    /** Gives an upstream another weight, or the configured one again; the same. */
    Optional<UpstreamStatus> weigh(String pool, String upstream, OptionalInt weight);
}
