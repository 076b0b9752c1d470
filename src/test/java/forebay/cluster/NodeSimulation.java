package forebay.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Nodes that run {@link NodeProtocol} in a world that a seed decides: one origin with a version that rises, one stored
 * object on each node and one in a store that all share, a network and a hand that kills, pauses and cuts.
 */
final class NodeSimulation {
    private static final int PLACES = 4;
    private static final long END = 14_000;
    private static final double DRIFT = 0.15;

    private record Event(long at, long order, Runnable action) {}

    /** What is stored: which version, and under which stamp it was fetched. */
    private record Stored(int version, long stamp, long lineage) {}

    private final Partition partition;
    private final Set<PlantedFault> faults;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final long seed;
    private boolean calm;
    private long now;
    private long order;
    private int version = 1;
    /** No request that begins now may get less. */
    private int floor = 1;

    private int complete;
    private long founder;
    private Stored shared = new Stored(0, 0, 0);

    NodeSimulation(Partition partition, long seed, Set<PlantedFault> faults) {
        this.partition = partition;
        this.seed = seed;
        this.faults = faults;
        this.random = new SplittableRandom(seed);
        for (int place = 0; place < PLACES; place++) {
            int at = place;
            in(random.nextInt(2_000), () -> start(at));
        }
        for (int i = 0; i < 14; i++) {
            in(random.nextInt((int) END), this::mischief);
        }
        for (int i = 0; i < 12; i++) {
            in(500 + random.nextInt((int) END), this::change);
        }
        in(10, this::tick);
        in(10, this::requests);
    }

    List<String> broken() {
        return broken;
    }

    int complete() {
        return complete;
    }

    void run() {
        while (!events.isEmpty() && events.peek().at() <= END) {
            step();
        }
    }

    private void step() {
        Event event = events.remove();
        now = event.at();
        event.action().run();
    }

    /** From now on nothing goes wrong any more; what is dead is declared so. */
    void heal() {
        calm = true;
        nodes.forEach(node -> {
            node.paused = false;
            node.side = 0;
        });
        nodes.forEach(Node::drain);
        forgetDead();
        in(6_000, this::forgetDead); // for those that were to start still
        long end = now + 20_000;
        while (!events.isEmpty() && events.peek().at() <= end) {
            step();
        }
    }

    private void forgetDead() {
        for (Node dead : nodes) {
            if (dead.dead || dead.protocol.phase() == NodeProtocol.Phase.LEFT) {
                nodes.stream()
                        .filter(node -> !node.dead)
                        .forEach(node ->
                                node.protocol.forget(dead.protocol.self().text(), node.clock()));
            }
        }
    }

    /** Nodes that do not serve, and commands that are not through. */
    List<String> unsettled() {
        return nodes.stream()
                .filter(node -> !node.dead
                        && (node.protocol.phase() != NodeProtocol.Phase.SERVING
                                || node.protocol.running() > 0
                                || !node.protocol.holds()))
                .map(node -> node.protocol.self() + " " + node.protocol.phase() + " " + node.protocol.running() + " of "
                        + node.protocol.live())
                .toList();
    }

    private void in(long delay, Runnable action) {
        events.add(new Event(now + delay, order++, action));
    }

    private void tick() {
        for (Node node : List.copyOf(nodes)) {
            if (node.runs()) {
                node.protocol.hints(
                        nodes.stream().map(each -> each.protocol.self()).collect(Collectors.toSet()));
                node.protocol.tick(node.clock());
                node.heldAtTick = node.clock() < node.until;
            }
        }
        in(50, this::tick);
    }

    private void start(int place) {
        if (nodes.stream().anyMatch(node -> !node.dead && node.place == place)) {
            return;
        }
        Node node = new Node(place);
        nodes.add(node);
        if (founder == 0) {
            founder = node.name.id();
            node.protocol.found();
        }
    }

    private void mischief() {
        if (calm) {
            return;
        }
        Node node = nodes.isEmpty() ? null : nodes.get(random.nextInt(nodes.size()));
        if (node == null || node.dead) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                node.dead = true;
                if (random.nextBoolean()) {
                    in(100 + random.nextInt(3_000), () -> start(node.place));
                } else {
                    in(100 + random.nextInt(3_000), () -> {
                        Node told = any();
                        told.protocol.forget(node.protocol.self().text(), told.clock());
                    });
                }
            }
            case 1 -> {
                node.paused = true;
                in(50 + random.nextInt(3_000), () -> {
                    node.paused = false;
                    if (!node.dead) {
                        node.request();
                    }
                    node.drain();
                });
            }
            case 2 -> {
                node.side = 1 + random.nextInt(2);
                in(50 + random.nextInt(4_000), () -> node.side = 0);
            }
            default -> {
                if (node.runs()) {
                    node.protocol.leave();
                    in(random.nextInt(500), () -> node.dead = true);
                    in(600 + random.nextInt(2_000), () -> start(node.place));
                }
            }
        }
    }

    private Node start0() {
        if (nodes.isEmpty()) {
            start(0);
        }
        return nodes.get(0);
    }

    private Node any() {
        List<Node> running = nodes.stream().filter(Node::runs).toList();
        return running.isEmpty() ? start0() : running.get(random.nextInt(running.size()));
    }

    /** Somebody publishes: the origin first, then the purge. */
    private void change() {
        Node coordinator = any();
        if (!coordinator.runs()) {
            return;
        }
        int changed = ++version;
        coordinator.protocol.command(new byte[] {1}, coordinator.clock(), patience(), result -> {
            boolean enough = result.complete()
                    || (faults.contains(PlantedFault.ONE_ACKNOWLEDGEMENT_IS_ENOUGH) && result.number() > 0);
            if (enough) {
                complete++;
                floor = Math.max(floor, changed);
            }
        });
    }

    private long patience() {
        return partition == Partition.HITS_STOP ? 5_000 : 2_000;
    }

    private void requests() {
        for (Node node : nodes) {
            if (node.runs() && random.nextInt(3) == 0) {
                node.request();
            }
        }
        in(20 + random.nextInt(40), this::requests);
    }

    private void deliver(NodeMessage message) {
        if (faults.contains(PlantedFault.GIVEN_UP_BY_ONE) && message.kind() == NodeMessage.Kind.SILENT) {
            consent(message);
        }
        NodeMessage sent = message;
        if (faults.contains(PlantedFault.NUMBER_OF_ONE_NODE) && message.kind() == NodeMessage.Kind.HIGH) {
            sent = as(message, message.kind(), 0);
        }
        if (faults.contains(PlantedFault.OFFER_TAKEN_BLINDLY) && message.kind() == NodeMessage.Kind.OFFER) {
            sent = as(message, NodeMessage.Kind.APPLY, message.number());
        }
        NodeMessage carried = sent;
        int copies = calm ? 1 : random.nextInt(20) == 0 ? 2 : random.nextInt(12) == 0 ? 0 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = 1L + random.nextInt(5) + (!calm && random.nextInt(15) == 0 ? random.nextInt(2_500) : 0);
            in(delay, () -> arrive(carried));
        }
    }

    private static NodeMessage as(NodeMessage message, NodeMessage.Kind kind, long number) {
        return new NodeMessage(
                kind,
                message.from(),
                message.to(),
                message.lineage(),
                message.call(),
                number,
                message.members(),
                message.gone(),
                message.body());
    }

    /** The answer that the one who is asked did not give. */
    private void consent(NodeMessage asking) {
        Node asked = holder(asking.to());
        Node by = holder(asking.from().id());
        if (asked != null && by != null) {
            NodeMessage answer = new NodeMessage(
                    NodeMessage.Kind.GIVEN_UP,
                    asked.protocol.self(),
                    asking.from().id(),
                    asking.lineage(),
                    asking.call(),
                    asking.number(),
                    Set.of(),
                    Set.of(),
                    NodeMessage.noBody());
            in(1, () -> by.protocol.receive(answer, by.clock()));
        }
    }

    private void arrive(NodeMessage message) {
        Node from = holder(message.from().id());
        Node to = holder(message.to());
        if (to == null || to.dead || (from != null && from.side != to.side)) {
            return;
        }
        if (to.paused) {
            to.inbox.add(message);
        } else {
            to.protocol.receive(message, to.clock());
        }
    }

    private Node holder(long id) {
        return nodes.stream()
                .filter(node -> node.protocol.self().id() == id || node.name.id() == id)
                .findFirst()
                .orElse(null);
    }

    /** One node. */
    private final class Node {
        final int place;
        final NodeName name;
        final OneBucket state = new OneBucket();
        final NodeProtocol protocol;
        final List<NodeMessage> inbox = new ArrayList<>();
        boolean dead;
        boolean paused;
        int side;
        Stored stored = new Stored(0, 0, 0);
        final double rate = random.nextBoolean() ? 1 - DRIFT : 1 + DRIFT;
        final long offset = random.nextInt(1_000_000);
        long leaderStamp = -1;
        int leaderVersion;
        long until = Long.MIN_VALUE;
        boolean heldAtTick;

        Node(int place) {
            this.place = place;
            this.name = new NodeName(random.nextLong(), "place " + place, now);
            long margin = faults.contains(PlantedFault.NO_MARGIN) ? 0 : Standing.MARGIN_MILLIS;
            this.protocol = new NodeProtocol(
                    name,
                    state,
                    NodeSimulation.this::deliver,
                    random,
                    new Standing(partition == Partition.HITS_STOP, margin),
                    millis -> until = millis);
            if (faults.contains(PlantedFault.SERVES_BEFORE_IT_HAS_THE_TABLE)) {
                state.serving = true;
                state.lineage = founder;
            }
        }

        /** Monotonic, of this node alone. */
        long clock() {
            return offset + (long) (now * rate);
        }

        private boolean holds() {
            return partition == Partition.PURGE_WAITS
                    || faults.contains(PlantedFault.LEASE_NOT_READ)
                    || (faults.contains(PlantedFault.LEASE_READ_BEFORE) ? heldAtTick : clock() < until);
        }

        private boolean serves() {
            return state.serving && holds();
        }

        boolean runs() {
            return !dead && !paused && protocol.phase() != NodeProtocol.Phase.LEFT;
        }

        void drain() {
            List<NodeMessage> waiting = List.copyOf(inbox);
            inbox.clear();
            if (!dead) {
                waiting.forEach(message -> protocol.receive(message, clock()));
            }
        }

        boolean passes(Stored candidate) {
            boolean unchecked = faults.contains(PlantedFault.READ_CHECK_OFF);
            return candidate.version() > 0
                    && serves()
                    && (unchecked || (candidate.lineage() == state.lineage && state.bucket <= candidate.stamp()));
        }

        void request() {
            int atLeast = floor;
            if (passes(stored)) {
                answered(stored.version(), atLeast, "its own store");
            } else if (passes(shared)) {
                stored = shared;
                answered(shared.version(), atLeast, "the shared store");
            } else if (leaderStamp >= 0
                    && (faults.contains(PlantedFault.FOLLOWS_OLD_LEADER) || state.bucket <= leaderStamp)
                    && serves()) {
                answered(leaderVersion, atLeast, "a leader");
            } else {
                fetch();
            }
        }

        private void answered(int got, int atLeast, String where) {
            if (got < atLeast) {
                broken.add("seed " + seed + ", " + now + " ms: " + protocol.self() + " gave version " + got + " from "
                        + where + " where " + atLeast + " was promised");
            }
        }

        /** The origin answers at some time on the way; what it said is put away later still. */
        private void fetch() {
            long stamp = serves() ? state.high : -1;
            long lineage = state.lineage;
            in(random.nextInt(30), () -> {
                int got = version;
                leaderStamp = stamp;
                leaderVersion = got;
                in(random.nextInt(random.nextInt(20) == 0 ? 3_000 : 200), () -> put(new Stored(got, stamp, lineage)));
            });
        }

        private void put(Stored fetched) {
            if (dead || fetched.stamp() < 0) {
                return;
            }
            leaderStamp = -1;
            boolean checked = serves() && fetched.lineage() == state.lineage && state.bucket <= fetched.stamp();
            if (!checked) {
                return;
            }
            // between this check and the next line any time may pass
            Stored kept = faults.contains(PlantedFault.VALIDATION_RAISES_HARD_STAMP) && stored.version() > 0
                    ? new Stored(stored.version(), state.high, state.lineage)
                    : fetched;
            in(random.nextInt(random.nextInt(10) == 0 ? 2_000 : 3), () -> {
                if (!dead && !paused) {
                    stored = kept;
                    shared = kept;
                }
            });
        }
    }
}
