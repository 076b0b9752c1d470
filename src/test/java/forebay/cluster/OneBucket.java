package forebay.cluster;

import java.nio.ByteBuffer;

/** What purges change, with one bucket that everything falls into. */
final class OneBucket implements NumberedState {
    long high;
    long bucket;
    long lineage;
    boolean serving;

    @Override
    public long high() {
        return high;
    }

    @Override
    public void apply(long number, byte[] command) {
        bucket = Math.max(bucket, number);
        high = Math.max(high, number);
    }

    @Override
    public byte[] snapshot() {
        return ByteBuffer.allocate(16).putLong(high).putLong(bucket).array();
    }

    @Override
    public void merge(byte[] snapshot) {
        ByteBuffer buffer = ByteBuffer.wrap(snapshot);
        high = Math.max(high, buffer.getLong());
        bucket = Math.max(bucket, buffer.getLong());
    }

    @Override
    public void serve(long ofLineage) {
        lineage = ofLineage;
        serving = true;
    }

    @Override
    public void resign() {
        serving = false;
    }

    @Override
    public void forget() {
        serving = false;
        high = 0;
        bucket = 0;
    }

    @Override
    public byte[] everything() {
        return new byte[] {1};
    }
}
