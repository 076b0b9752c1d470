package forebay.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Upstreams of one priority on one side: in this node's zone, or elsewhere. Immutable.
 *
 * @param rank where it comes among the tiers; stays the same while others come and go
 * @param standings all of it, in order of declaration
 * @param health how much of its weight is available, 0 to 1
 */
record Tier(int rank, List<Stands> standings, double health) {
    /**
     * A tier carries its whole part of the requests while this much of it, the inverse of 1.4, is available (Envoy's
     * overprovisioning factor); what it can not carry goes on to the next.
     */
    private static final double OVERPROVISIONING = 1.4;

    /** How an upstream stands at the moment of a snapshot. */
    record Stands(Upstream upstream, Standing standing, double ramp) {
        boolean available() {
            return standing == Standing.AVAILABLE;
        }
    }

    /** What of a tier takes part, and which part of all requests it gets. */
    record Share(Tier tier, double share, boolean ignoresHealth) {
        /** The group that its requests are spread over. */
        Group group() {
            boolean anyReached = tier.standings.stream().anyMatch(Share::reached);
            return new Group(tier.standings.stream()
                    .map(each -> member(each, anyReached))
                    .toList());
        }

        private Group.Member member(Stands each, boolean anyReached) {
            // That no connection can be made is no judgement that could be wrong about many at once.
            boolean eligible =
                    each.available() || (ignoresHealth && !each.standing().closed() && (reached(each) || !anyReached));
            long full = (long) each.upstream().fullWeight() * Group.WEIGHT_UNIT;
            long now = Math.max(1, Math.round(full * each.ramp()));
            return new Group.Member(each.upstream(), full, eligible ? now : 0);
        }

        private static boolean reached(Stands each) {
            return !each.standing().closed() && each.standing() != Standing.UNREACHABLE;
        }
    }

    private static Tier of(int rank, List<Stands> standings) {
        double all = 0;
        double available = 0;
        for (Stands each : standings) {
            if (!each.standing().closed()) {
                all += each.upstream().fullWeight();
                available += each.available() ? each.upstream().fullWeight() : 0;
            }
        }
        return new Tier(rank, List.copyOf(standings), all == 0 ? 0 : available / all);
    }

    private boolean open() {
        return standings.stream().anyMatch(each -> !each.standing().closed());
    }

    private double carries() {
        return Math.min(1, OVERPROVISIONING * health);
    }

    /** The tiers in the order in which they are used: by priority, and of one priority this node's zone first. */
    static List<Tier> tiers(List<Stands> standings, BalanceSettings settings) {
        Map<Integer, List<Stands>> byRank = new TreeMap<>();
        for (Stands each : standings) {
            boolean near = settings.ownZone().isPresent()
                    && settings.ownZone().equals(each.upstream().zone());
            byRank.computeIfAbsent(2 * each.upstream().priority() + (near ? 0 : 1), unseen -> new ArrayList<>())
                    .add(each);
        }
        return byRank.entrySet().stream()
                .map(each -> of(each.getKey(), each.getValue()))
                .toList();
    }

    /** Which part of the requests each tier gets; together all of them. */
    static List<Share> shares(List<Tier> tiers, BalanceSettings settings) {
        if (tiers.isEmpty()) {
            return List.of();
        }
        double carried = tiers.stream().mapToDouble(Tier::carries).sum();
        if (carried <= 0) {
            Tier first = tiers.stream().filter(Tier::open).findFirst().orElse(tiers.get(0));
            return tiers.stream()
                    .map(tier -> new Share(tier, tier.rank == first.rank ? 1 : 0, tier.rank == first.rank))
                    .toList();
        }
        List<Share> shares = new ArrayList<>();
        double left = Math.min(1, carried);
        for (Tier tier : tiers) {
            double share = Math.min(left, tier.carries());
            boolean panics = carried < 1 && tier.health * 100 < settings.panicPercent();
            shares.add(new Share(tier, share / Math.min(1, carried), panics));
            left -= share;
        }
        return shares;
    }
}
