package forebay.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Which purges this node has applied, and the check that they are true: a stored response is used only where no purge of
 * a bucket that it belongs to has a higher number than the response's stamp. A purge of any scope raises a few numbers;
 * what is stored is not looked at. The tables have a fixed size: 2^20 buckets for URIs and prefixes and 2^16 for tags,
 * for hard and for soft purges, 17 MiB where every page of them is in use and nothing where nothing was purged.
 *
 * <p>Numbers are of one <em>lineage</em>, the history that a cluster's nodes share. While this node is in none, or not
 * sure to hear of every purge, it does not serve: nothing passes, and stamps taken then never will.
 *
 * <p>Whatever changes raises {@code applied} last. A response that was judged at the present {@code applied} needs one
 * comparison. Thread-safe.
 */
public final class PurgeEpochs {
    /** How a stored response stands. */
    public enum Verdict {
        /** No purge names it. */
        PASSES,
        /** A soft purge names it: it is stale. */
        SOFTENED,
        /** A hard purge names it: it is as if it were not there. */
        GONE
    }

    /** A verdict and what it was found by; immutable, so that it may be published by a race. */
    static final class Judged {
        private final long applied;
        private final PurgeBuckets buckets;
        private final Verdict verdict;

        private Judged(long applied, PurgeBuckets buckets, Verdict verdict) {
            this.applied = applied;
            this.buckets = buckets;
            this.verdict = verdict;
        }
    }

    /** Of one time in this node's life; the same lineage served again is another one. */
    private static final class State {
        private final long lineage;
        private final boolean serving;

        State(long lineage, boolean serving) {
            this.lineage = lineage;
            this.serving = serving;
        }
    }

    private static final class Table {
        final EpochTable uris = new EpochTable(PurgeBuckets.URI_BITS);
        final EpochTable tags = new EpochTable(PurgeBuckets.TAG_BITS);
        final AtomicLong all = new AtomicLong();

        long highest(PurgeBuckets buckets) {
            return Math.max(all.get(), buckets.highest(uris, tags));
        }

        void write(DataOutputStream out) throws IOException {
            uris.write(out);
            tags.write(out);
            out.writeLong(all.get());
        }

        void read(DataInputStream in) throws IOException {
            uris.read(in);
            tags.read(in);
            all.accumulateAndGet(in.readLong(), Math::max);
        }

        void clear() {
            uris.clear();
            tags.clear();
            all.set(0);
        }
    }

    private final Table hard = new Table();
    private final Table soft = new Table();
    private final AtomicLong high = new AtomicLong();
    private final AtomicLong applied = new AtomicLong();
    private final BooleanSupplier lease;
    private volatile State state;

    private PurgeEpochs(State state, BooleanSupplier lease) {
        this.state = state;
        this.lease = lease;
    }

    /** For a node on its own: it serves at once. */
    public static PurgeEpochs alone() {
        return new PurgeEpochs(new State(1, true), () -> true);
    }

    /**
     * For a node of a cluster: it serves once {@link #serve} is called.
     *
     * @param lease whether what is stored may be used at this moment; asked for each use, so it must be cheap
     */
    public static PurgeEpochs waiting(BooleanSupplier lease) {
        return new PurgeEpochs(new State(0, false), lease);
    }

    /** The present stamp, to be taken before the first byte of a forward. */
    public PurgeStamp stamp() {
        State before = state;
        long number = high.get();
        // A number of one lineage must not pass for one of the next.
        return before.serving && before == state && lease.getAsBoolean()
                ? new PurgeStamp(before.lineage, number, number)
                : PurgeStamp.NONE;
    }

    /** How {@code stored} stands, which is stored for {@code uri}. */
    public Verdict judge(PlainUri uri, StoredResponse stored) {
        if (!lease.getAsBoolean()) {
            return Verdict.GONE;
        }
        long now = applied.get();
        Judged before = stored.judged();
        if (before != null && before.applied == now) {
            return before.verdict;
        }
        PurgeBuckets buckets =
                before == null ? PurgeBuckets.of(uri, PurgeTags.of(stored.head().fields())) : before.buckets;
        Verdict verdict = verdict(buckets, stored.receipt().stamp().purges(), stored.softened());
        stored.judged(new Judged(now, buckets, verdict));
        return verdict;
    }

    private Verdict verdict(PurgeBuckets buckets, PurgeStamp stamp, boolean softened) {
        State now = state;
        if (!now.serving || now.lineage != stamp.lineage() || hard.highest(buckets) > stamp.hard()) {
            return Verdict.GONE;
        }
        return !softened && soft.highest(buckets) > stamp.soft() ? Verdict.SOFTENED : Verdict.PASSES;
    }

    /** Whether no purge of {@code uri}, of a prefix of it or of all came after {@code stamp} was taken, hard or soft. */
    public boolean passes(PlainUri uri, PurgeStamp stamp) {
        if (!lease.getAsBoolean()) {
            return false;
        }
        State now = state;
        boolean nothingSince = now.serving && now.lineage == stamp.lineage() && high.get() <= stamp.soft();
        return nothingSince || verdict(PurgeBuckets.of(uri, Set.of()), stamp, false) == Verdict.PASSES;
    }

    /** Whether no purge of {@code uri} itself came after {@code stored} was stamped: for what answers for another URI. */
    boolean passesAs(PlainUri uri, StoredResponse stored) {
        int bucket = PurgeBuckets.uri(uri);
        PurgeStamp stamp = stored.receipt().stamp().purges();
        return hard.uris.get(bucket) <= stamp.hard() && soft.uris.get(bucket) <= stamp.soft();
    }

    /** The highest number that this node knows of. */
    public long high() {
        return high.get();
    }

    /** How often something changed here. */
    public long applied() {
        return applied.get();
    }

    /** Whether this node uses what is stored. */
    public boolean serving() {
        return state.serving && lease.getAsBoolean();
    }

    /**
     * From now on what a purge of {@code scopes} with this number names does not pass.
     *
     * @param scopes the scope, and what this node's key rules make of its URI
     */
    public void apply(long number, List<PurgeScope> scopes, boolean isSoft) {
        Table table = isSoft ? soft : hard;
        for (PurgeScope scope : scopes) {
            PlainUri uri = scope.origin();
            switch (scope.kind()) {
                case URL -> table.uris.raise(PurgeBuckets.uri(uri), number);
                case PREFIX -> table.uris.raise(PurgeBuckets.prefix(uri, uri.encodedPath()), number);
                case TAG -> table.tags.raise(PurgeBuckets.tag(uri, scope.tag()), number);
                case ALL -> table.all.accumulateAndGet(number, Math::max);
            }
        }
        high.accumulateAndGet(number, Math::max);
        applied.incrementAndGet();
    }

    /** From now on this node serves, as a part of this lineage. */
    public synchronized void serve(long lineage) {
        state = new State(lineage, true);
        applied.incrementAndGet();
    }

    /** From now on nothing passes; the purges of the lineage stay known. */
    public synchronized void resign() {
        state = new State(state.lineage, false);
        applied.incrementAndGet();
    }

    /** From now on nothing passes, and no purge is known. */
    public synchronized void forget() {
        state = new State(0, false);
        applied.incrementAndGet();
        hard.clear();
        soft.clear();
        high.set(0);
        applied.incrementAndGet();
    }

    /** All that this node knows, for one that joins. */
    public byte[] snapshot() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeLong(high.get());
            hard.write(out);
            soft.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Adds what another node knew.
     *
     * @throws IllegalArgumentException where it is no {@link #snapshot}
     */
    public void merge(byte[] snapshot) {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(snapshot)))) {
            long number = in.readLong();
            hard.read(in);
            soft.read(in);
            high.accumulateAndGet(number, Math::max);
            applied.incrementAndGet();
        } catch (IOException e) {
            throw new IllegalArgumentException("no table of purges: " + e.getMessage(), e);
        }
    }
}
