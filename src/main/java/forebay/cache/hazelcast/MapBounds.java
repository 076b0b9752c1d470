package forebay.cache.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the maps of the store are kept: as bytes, bounded by bytes for each member, the least recently used going first; a
 * quarter for the index, the rest for content. Backups, merge policy and statistics are the operator's, in
 * hazelcast.yaml.
 */
final class MapBounds {
    private static final Logger log = LoggerFactory.getLogger(HazelcastStore.class);

    /**
     * Hazelcast gives up entries of the partition that a new one goes to. Each should have many to choose from: else a
     * large content would drive out its own segments instead of what was not used for longer.
     */
    private static final int PARTITIONS = 271;

    private static final int SEGMENTS_OF_A_PARTITION = 16;
    private static final int MIN_SEGMENT_BYTES = 4 << 10;

    /** Larger ones are large for the collector of the heap as well. */
    private static final int MAX_SEGMENT_BYTES = 256 << 10;

    private static final int INDEX_SHARE = 4;

    private final long indexBytes;
    private final long contentBytes;

    /** Bounds for members that give {@code bytes} to the cluster. */
    MapBounds(long bytes) {
        this.indexBytes = bytes / INDEX_SHARE;
        this.contentBytes = bytes - indexBytes;
    }

    /** Length of the segments to write. */
    int segmentBytes() {
        long some = contentBytes / (PARTITIONS * SEGMENTS_OF_A_PARTITION);
        return (int) Math.max(MIN_SEGMENT_BYTES, Math.min(MAX_SEGMENT_BYTES, Long.highestOneBit(Math.max(1, some))));
    }

    /** Largest content that has its place: one does not drive out all others. */
    long largestContentBytes() {
        return contentBytes / 2;
    }

    /** For a member that is about to start. */
    void apply(Config config) {
        for (String name : List.of(HazelcastStore.INDEX, HazelcastStore.CONTENT)) {
            MapConfig map = config.getMapConfigs().get(name);
            if (map == null) {
                map = fresh(name);
                config.addMapConfig(map);
            }
            bound(map);
        }
        if (config.getMapConfigs().get(Leases.MAP) == null) {
            // Who asks for one does not wait for its copy. One that is lost with its owner costs a forward more.
            config.addMapConfig(fresh(Leases.MAP).setBackupCount(0).setAsyncBackupCount(1));
        }
    }

    /** For servers that run already: where they do not say how the maps are to be kept. */
    void offer(HazelcastInstance client) {
        for (String name : List.of(HazelcastStore.INDEX, HazelcastStore.CONTENT)) {
            MapConfig map = fresh(name);
            bound(map);
            try {
                client.getConfig().addMapConfig(map);
            } catch (RuntimeException e) {
                // That they have it already, in other words, is the usual case.
                log.info("the servers keep {} by their own configuration", name);
                log.debug("they refused ours", e);
            }
        }
    }

    private static MapConfig fresh(String name) {
        return new MapConfig(name)
                .setBackupCount(1)
                .setAsyncBackupCount(0)
                .setMergePolicyConfig(new MergePolicyConfig(DiscardMergePolicy.class.getSimpleName(), 100));
    }

    private void bound(MapConfig map) {
        long bytes = map.getName().equals(HazelcastStore.INDEX) ? indexBytes : contentBytes;
        int megabytes = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes >> 20));
        // A bound by bytes works with the binary format only.
        map.setInMemoryFormat(InMemoryFormat.BINARY);
        map.setEvictionConfig(new EvictionConfig()
                .setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                .setSize(megabytes)
                .setEvictionPolicy(EvictionPolicy.LRU));
        map.setNearCacheConfig(null);
        // A copy on this member saves the way to another one. It may be behind for as long as a write is on its way,
        // and so may every look-up: what was invalidated is told by stamps and marks, not by what the map holds.
        map.setReadBackupData(true);
    }
}
