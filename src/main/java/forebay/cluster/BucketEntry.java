package forebay.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The state of a bucket as the cluster holds it: two times, and a code over these and the bucket's name.
 *
 * @param at when it was written; later for each later state of a bucket
 * @param paidUp see {@link Rate}
 */
record BucketEntry(long at, long paidUp) {
    /** Nothing taken. */
    static final BucketEntry FULL = new BucketEntry(0, 0);

    private static final int BODY = 2 * Long.BYTES;

    byte[] seal(Seal seal, String name) {
        byte[] body = ByteBuffer.allocate(BODY).putLong(at).putLong(paidUp).array();
        byte[] code = seal.sign(bytes(name), body);
        byte[] all = Arrays.copyOf(body, BODY + code.length);
        System.arraycopy(code, 0, all, BODY, code.length);
        return all;
    }

    /** What {@link #seal} wrote for the bucket of this name; empty where somebody else did. */
    static Optional<BucketEntry> open(byte[] sealed, Seal seal, String name) {
        if (sealed.length != BODY + Seal.BYTES) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOf(sealed, BODY);
        if (!seal.verifies(Arrays.copyOfRange(sealed, BODY, sealed.length), bytes(name), body)) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(body);
        return Optional.of(new BucketEntry(fields.getLong(), fields.getLong()));
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
