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
import forebay.cache.CacheSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the maps of the store are kept: as bytes, bounded by bytes for each member, the least recently used going first.
 * Backups, merge policy and statistics are the operator's, in hazelcast.yaml.
 */
final class MapBounds {
    private static final Logger log = LoggerFactory.getLogger(HazelcastStore.class);

    private final CacheSettings settings;

    MapBounds(CacheSettings settings) {
        this.settings = settings;
    }

    /** For a member that is about to start. */
    void apply(Config config) {
        MapConfig map = config.getMapConfigs().get(HazelcastStore.MAP);
        if (map == null) {
            map = fresh();
            config.addMapConfig(map);
        }
        bound(map);
    }

    /** For servers that run already: where they do not say how the map is to be kept. */
    void offer(HazelcastInstance client) {
        MapConfig map = fresh();
        bound(map);
        try {
            client.getConfig().addMapConfig(map);
        } catch (RuntimeException e) {
            // That they have it already, in other words, is the usual case.
            log.info("the servers keep {} by their own configuration", map.getName());
            log.debug("they refused ours", e);
        }
    }

    private static MapConfig fresh() {
        return new MapConfig(HazelcastStore.MAP)
                .setBackupCount(1)
                .setAsyncBackupCount(0)
                .setMergePolicyConfig(new MergePolicyConfig(DiscardMergePolicy.class.getSimpleName(), 100));
    }

    private void bound(MapConfig map) {
        int megabytes = (int) Math.max(1, Math.min(Integer.MAX_VALUE, settings.clusterBytes() >> 20));
        // A bound by bytes works with the binary format only.
        map.setInMemoryFormat(InMemoryFormat.BINARY);
        map.setEvictionConfig(new EvictionConfig()
                .setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                .setSize(megabytes)
                .setEvictionPolicy(EvictionPolicy.LRU));
        map.setNearCacheConfig(null);
    }
}
