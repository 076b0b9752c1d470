package forebay.balance;

import java.util.ArrayList;
import java.util.List;

/** The upstreams that one request has been offered. For one thread at a time. */
final class Tried {
    /** By their states, which stay when an upstream is declared anew meanwhile. */
    private final List<UpstreamState> states = new ArrayList<>(2);

    void add(Upstream upstream) {
        states.add(upstream.state());
    }

    boolean isEmpty() {
        return states.isEmpty();
    }

    boolean contains(Upstream upstream) {
        for (int i = 0; i < states.size(); i++) {
            if (states.get(i) == upstream.state()) {
                return true;
            }
        }
        return false;
    }
}
