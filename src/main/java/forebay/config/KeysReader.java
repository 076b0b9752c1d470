package forebay.config;

import forebay.cluster.ClusterKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads secret keys that nodes share: at most two. No message shows the text, which may be the secret itself. */
final class KeysReader {
    private static final String RIGHT = "a list such as [\"${file:cluster.key}\"]";

    private KeysReader() {}

    /** The keys, none shorter than {@link ClusterKeys#MIN_BYTES}, no two the same. */
    static List<byte[]> read(Value list) {
        List<Value> items = list.items(RIGHT);
        if (items.size() > ClusterKeys.MOST) {
            list.wrong(
                    "has " + items.size() + " keys", "at most two: the one that signs first, then one to accept too");
        }
        List<byte[]> keys = new ArrayList<>();
        for (Value item : items) {
            item.text().flatMap(text -> key(item, text)).ifPresent(key -> {
                if (keys.stream().anyMatch(other -> Arrays.equals(other, key))) {
                    item.wrong("is there twice", "once is enough");
                } else {
                    keys.add(key);
                }
            });
        }
        return keys.subList(0, Math.min(ClusterKeys.MOST, keys.size()));
    }

    private static Optional<byte[]> key(Value item, String text) {
        String right = "what java -jar forebay.war cluster-key prints";
        try {
            byte[] key = ClusterKeys.read(text);
            if (key.length >= ClusterKeys.MIN_BYTES) {
                return Optional.of(key);
            }
            item.wrong("is shorter than " + ClusterKeys.MIN_BYTES + " bytes", right);
        } catch (IllegalArgumentException e) {
            item.wrong(String.valueOf(e.getMessage()), right);
        }
        return Optional.empty();
    }
}
