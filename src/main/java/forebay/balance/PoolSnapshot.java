package forebay.balance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A pool's upstreams as they stood at one moment, ready to be chosen from: nothing about them is asked again for each
 * request. Immutable but for what the algorithms count; thread-safe.
 */
final class PoolSnapshot {
    private final List<Part> parts;
    private final List<Upstream> others;
    private final int candidates;
    private final OptionalLong holdsUntilNanos;
    private final boolean hashed;
    private final AtomicLong position;

    /**
     * A tier with its algorithm.
     *
     * @param rank of the tier
     * @param upTo which part of all requests goes to it and to those before it
     */
    private record Part(int rank, Group group, Balancer balancer, double upTo) {}

    private PoolSnapshot(
            List<Part> parts,
            List<Upstream> others,
            OptionalLong holdsUntilNanos,
            boolean hashed,
            AtomicLong position) {
        this.parts = parts;
        this.others = others;
        this.candidates = others.size()
                + parts.stream()
                        .mapToInt(part -> part.group().eligible().size())
                        .sum();
        this.holdsUntilNanos = holdsUntilNanos;
        this.hashed = hashed;
        this.position = position;
    }

    /**
     * As the upstreams stand.
     *
     * @param previous whose algorithms go on; null where there is none
     */
    static PoolSnapshot of(
            List<Upstream> upstreams, BalanceSettings settings, @Nullable PoolSnapshot previous, Chance chance) {
        long now = chance.nanoTime().getAsLong();
        List<Tier.Stands> standings = upstreams.stream()
                .map(each -> new Tier.Stands(
                        each, each.state().standing(now), each.state().ramp(now)))
                .toList();
        OptionalLong until = upstreams.stream()
                .flatMapToLong(each -> each.state().changesIn(now).stream())
                .min();
        List<Part> parts = new ArrayList<>();
        List<Upstream> others = new ArrayList<>();
        double upTo = 0;
        for (Tier.Share share : Tier.shares(Tier.tiers(standings, settings), settings)) {
            Group group = share.group();
            Balancer earlier =
                    previous == null ? null : previous.balancer(share.tier().rank());
            upTo += share.share();
            parts.add(new Part(share.tier().rank(), group, Balancers.over(group, settings, earlier, chance), upTo));
            group.members().stream()
                    .filter(member -> member.weight() == 0
                            && !member.upstream().state().standing(now).closed())
                    .forEach(member -> others.add(member.upstream()));
        }
        return new PoolSnapshot(
                List.copyOf(parts),
                List.copyOf(others),
                until.isEmpty() ? until : OptionalLong.of(now + until.getAsLong()),
                settings.algorithm().hashed(),
                previous == null ? new AtomicLong() : previous.position);
    }

    private @Nullable Balancer balancer(int rank) {
        for (Part part : parts) {
            if (part.rank() == rank) {
                return part.balancer();
            }
        }
        return null;
    }

    /** When time alone makes another snapshot of it; empty where only events do. */
    OptionalLong holdsUntilNanos() {
        return holdsUntilNanos;
    }

    /** How many there are for one request, one after the other. */
    int candidates() {
        return candidates;
    }

    /** What the upstreams weigh now, in declared weights; 0 where nothing is sent to one in its turn. */
    Map<UpstreamState, Double> weights() {
        Map<UpstreamState, Double> weights = new HashMap<>();
        for (Part part : parts) {
            for (Group.Member member : part.group().members()) {
                weights.put(member.upstream().state(), (double) member.weight() / Group.WEIGHT_UNIT);
            }
        }
        return weights;
    }

    /** The upstream to try next: by the algorithm in its tier, then in the other tiers, then what is not well. */
    Optional<Upstream> next(long hash, Tried tried) {
        Optional<Upstream> picked =
                parts.size() > 1 ? parts.get(tier(hash)).balancer().pick(hash, tried) : Optional.empty();
        for (int i = 0; picked.isEmpty() && i < parts.size(); i++) {
            picked = parts.get(i).balancer().pick(hash, tried);
        }
        return picked.isPresent() ? picked : lastResort(tried);
    }

    private int tier(long hash) {
        long point = hashed ? Hashing.mix(hash ^ Hashing.GOLDEN) : position.getAndAdd(Hashing.GOLDEN);
        double fraction = Hashing.fraction(point);
        for (int i = 0; i < parts.size() - 1; i++) {
            if (fraction < parts.get(i).upTo()) {
                return i;
            }
        }
        return parts.size() - 1;
    }

    private Optional<Upstream> lastResort(Tried tried) {
        for (Upstream upstream : others) {
            if (!tried.contains(upstream)) {
                return Optional.of(upstream);
            }
        }
        return Optional.empty();
    }
}
