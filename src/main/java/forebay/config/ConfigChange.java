package forebay.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which keys take effect only after a restart. All others ({@code trusted-proxies}, {@code authorities},
 * {@code pools}, {@code routes}, {@code upstream}) are live: a changed file takes effect while requests run.
 */
public final class ConfigChange {
    private static final Map<String, Function<GatewayConfig, Object>> RESTART = restart();

    private ConfigChange() {}

    /**
     * The key paths, such as {@code cache.heap}, whose values differ and wait for a restart, in the order of
     * conf/forebay.yaml. Names keys, never values.
     */
    public static List<String> restartKeys(GatewayConfig running, GatewayConfig changed) {
        List<String> keys = new ArrayList<>();
        RESTART.forEach((key, value) -> {
            if (!value.apply(running).equals(value.apply(changed))) {
                keys.add(key);
            }
        });
        return List.copyOf(keys);
    }

    /** Every key path that waits for a restart. */
    static List<String> allRestartKeys() {
        return List.copyOf(RESTART.keySet());
    }

    private static Map<String, Function<GatewayConfig, Object>> restart() {
        Map<String, Function<GatewayConfig, Object>> keys = new LinkedHashMap<>();
        keys.put("server.address", config -> config.server().address());
        keys.put("server.port", config -> config.server().port());
        keys.put("server.tls", config -> config.server().tls());
        keys.put("server.max-request-head", config -> config.server().maxRequestHeadBytes());
        keys.put("server.idle-timeout", config -> config.server().idle());
        keys.put("server.drain-timeout", config -> config.server().drain());
        keys.put("cache.heap", config -> config.cache().heapBytes());
        keys.put("cache.cluster", config -> config.cache().clusterBytes());
        keys.put("cache.max-object", config -> config.cache().maxObjectBytes());
        keys.put("cache.lookup-timeout", config -> config.cache().lookupTimeout());
        keys.put("cache.purge", config -> config.cache().purging());
        keys.put("cluster.mode", config -> config.cluster().mode());
        keys.put("cluster.file", config -> config.cluster().file());
        keys.put("cluster.keys", config -> config.cluster().keys());
        keys.put("cluster.partition", config -> config.cluster().partition());
        keys.put("access.file", config -> config.access().shiroIni());
        keys.put("access.concurrent-hashes", config -> config.access().concurrentHashes());
        keys.put("access.queued-hashes", config -> config.access().queuedHashes());
        keys.put("access.failures-per-minute", config -> config.access().failuresPerMinute());
        keys.put("access.remember-verified", config -> config.access().rememberVerified());
        keys.put("access-log", config -> config.accessLog().enabled());
        keys.put("access-log.file", config -> config.accessLog().file());
        keys.put("access-log.queue", config -> config.accessLog().queueLines());
        keys.put("access-log.query", config -> config.accessLog().logQuery());
        return keys;
    }
}
