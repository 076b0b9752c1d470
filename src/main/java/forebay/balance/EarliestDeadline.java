package forebay.balance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Weighted round-robin for many upstreams: each has a deadline, the earliest is picked and its next one is its period
 * (the inverse of its weight) later. A pick costs the logarithm of their number. Over a round each has its exact share;
 * within it the order is a little less even than that of {@link SmoothWeightedRoundRobin}.
 *
 * <p>Earliest deadline first, as in Envoy and Armeria; the idea is stride scheduling (Waldspurger, 1995).
 */
final class EarliestDeadline implements Balancer {
    /** Deadlines begin anew from here, so that they stay exact; a pick takes 1 on average. */
    private static final double LATE = 1L << 20;

    /** By deadline; guarded by this. */
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    /** The last deadline that was met; guarded by this. */
    private double now;

    /** An upstream's next turn; of equal deadlines the one that was declared first. */
    private record Turn(double deadline, int place, double period, Upstream upstream) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int order = Double.compare(deadline, other.deadline);
            return order != 0 ? order : Integer.compare(place, other.place);
        }

        Turn at(double time) {
            return new Turn(time, place, period, upstream);
        }
    }

    /**
     * Over the eligible upstreams of {@code group}.
     *
     * @param previous whose deadlines go on, by upstream; null where there is none
     */
    EarliestDeadline(Group group, @Nullable EarliestDeadline previous) {
        Map<UpstreamState, Double> earlier = previous == null ? Map.of() : previous.remaining();
        int place = 0;
        for (Group.Member member : group.eligible()) {
            double period = (double) group.totalWeight() / member.weight();
            double left = Math.min(1, earlier.getOrDefault(member.upstream().state(), 1.0));
            turns.add(new Turn(left * period, place, period, member.upstream()));
            place++;
        }
    }

    /** How much of its period each has still to wait. */
    private synchronized Map<UpstreamState, Double> remaining() {
        Map<UpstreamState, Double> remaining = new HashMap<>();
        turns.forEach(turn -> remaining.put(turn.upstream().state(), (turn.deadline() - now) / turn.period()));
        return remaining;
    }

    @Override
    public synchronized Optional<Upstream> pick(long hash, Tried tried) {
        List<Turn> passedOver = new ArrayList<>(0);
        Turn turn = turns.poll();
        while (turn != null && !tried.isEmpty() && tried.contains(turn.upstream())) {
            passedOver.add(turn);
            turn = turns.poll();
        }
        turns.addAll(passedOver);
        if (turn == null) {
            return Optional.empty();
        }
        now = Math.max(now, turn.deadline());
        turns.add(turn.at(turn.deadline() + turn.period()));
        if (now > LATE) {
            beginAnew();
        }
        return Optional.of(turn.upstream());
    }

    private void beginAnew() {
        List<Turn> all = List.copyOf(turns);
        turns.clear();
        all.forEach(turn -> turns.add(turn.at(turn.deadline() - now)));
        now = 0;
    }
}
