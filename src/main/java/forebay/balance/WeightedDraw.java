package forebay.balance;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Draws upstreams of a group by weight, in time logarithmic in their number (prefix sums). Immutable, thread-safe. */
final class WeightedDraw {
    /** Draws before those that were not tried are looked at one by one. */
    private static final int DRAWS = 8;

    private final Upstream[] upstreams;
    /** The sum of the weights up to and with each. */
    private final long[] sums;

    private final RandomGenerator random;

    WeightedDraw(Group group, RandomGenerator random) {
        List<Group.Member> eligible = group.eligible();
        this.upstreams = eligible.stream().map(Group.Member::upstream).toArray(Upstream[]::new);
        this.sums = eligible.stream().mapToLong(Group.Member::weight).toArray();
        Arrays.parallelPrefix(sums, Long::sum);
        this.random = random;
    }

    int size() {
        return upstreams.length;
    }

    Upstream upstream(int place) {
        return upstreams[place];
    }

    long weight(int place) {
        return place == 0 ? sums[0] : sums[place] - sums[place - 1];
    }

    /** The place of one by weight; there must be one. */
    int draw() {
        long point = random.nextLong(sums[sums.length - 1]);
        int found = Arrays.binarySearch(sums, point + 1);
        return found >= 0 ? found : -found - 1;
    }

    /** One that was not tried; empty where all were. */
    Optional<Upstream> untried(Tried tried) {
        if (upstreams.length == 0) {
            return Optional.empty();
        }
        for (int i = 0; i < DRAWS; i++) {
            Upstream drawn = upstreams[draw()];
            if (tried.isEmpty() || !tried.contains(drawn)) {
                return Optional.of(drawn);
            }
        }
        int start = draw();
        for (int i = 0; i < upstreams.length; i++) {
            Upstream next = upstreams[(start + i) % upstreams.length];
            if (!tried.contains(next)) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }
}
