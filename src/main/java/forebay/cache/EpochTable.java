package forebay.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The highest purge number of each bucket: a fixed number of longs, in pages of 32 KiB that are there once something in
 * them was purged. Numbers only rise. Thread-safe; reading allocates nothing.
 */
final class EpochTable {
    private static final int PAGE_BITS = 12;
    private static final int PAGE = 1 << PAGE_BITS;

    private final AtomicReferenceArray<AtomicLongArray> pages;

    /** A table of 2 to the power of {@code bits} buckets. */
    EpochTable(int bits) {
        pages = new AtomicReferenceArray<>(1 << Math.max(0, bits - PAGE_BITS));
    }

    /** The highest number of a purge of this bucket; 0 where there was none. */
    long get(int bucket) {
        AtomicLongArray page = pages.get(bucket >>> PAGE_BITS);
        return page == null ? 0 : page.get(bucket & (PAGE - 1));
    }

    /** From now on the bucket has at least this number. */
    void raise(int bucket, long number) {
        int index = bucket >>> PAGE_BITS;
        AtomicLongArray page = pages.get(index);
        if (page == null) {
            pages.compareAndSet(index, null, new AtomicLongArray(PAGE));
            page = pages.get(index);
        }
        page.accumulateAndGet(bucket & (PAGE - 1), number, Math::max);
    }

    /** Number of buckets, then bucket and number of each that was ever purged. */
    void write(DataOutputStream out) throws IOException {
        for (int index = 0; index < pages.length(); index++) {
            AtomicLongArray page = pages.get(index);
            for (int i = 0; page != null && i < PAGE; i++) {
                long number = page.get(i);
                if (number > 0) {
                    out.writeInt((index << PAGE_BITS) + i);
                    out.writeLong(number);
                }
            }
        }
        out.writeInt(-1);
    }

    /** Raises what {@link #write} wrote. */
    void read(DataInputStream in) throws IOException {
        for (int bucket = in.readInt(); bucket >= 0; bucket = in.readInt()) {
            if (bucket >>> PAGE_BITS >= pages.length()) {
                throw new IOException("no bucket " + bucket);
            }
            raise(bucket, in.readLong());
        }
    }

    /** Forgets everything. */
    void clear() {
        for (int index = 0; index < pages.length(); index++) {
            pages.set(index, null);
        }
    }
}
