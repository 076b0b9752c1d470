package forebay.config;

import forebay.balance.PoolSettings;
import forebay.balance.UpstreamSettings;
import forebay.guard.GuardSettings;
import forebay.proxy.ProxySettings;
import forebay.route.ErrorPages;
import forebay.route.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads forebay.yaml into a {@link GatewayConfig} or tells everything that is wrong with it. Every key but a pool has
 * a default; conf/forebay.yaml is the manual. Stateless, so safe from any thread.
 */
public final class ConfigLoader {
    /** The name of the file within its folder. */
    public static final String FILE_NAME = "forebay.yaml";

    /** The name of the pool that web.xml declares. */
    public static final String DEFAULT_POOL = "default";

    private static final int MAX_FILE_BYTES = 1 << 20;

    private ConfigLoader() {}

    /** As {@link #read}, without where it came from. */
    public static GatewayConfig load(
            Path location, Function<String, Optional<String>> environment, Optional<List<UpstreamSettings>> defaultPool)
            throws ConfigException {
        return read(location, environment, defaultPool).config();
    }

    /**
     * Reads and validates.
     *
     * @param location forebay.yaml, or the folder that it lies in; relative files lie in that folder
     * @param environment the value of an environment variable, empty where it is not set
     * @param defaultPool the upstreams of the pool {@code default}, used where the file declares no pool
     * @throws ConfigException with every error that was found
     */
    public static LoadedConfig read(
            Path location, Function<String, Optional<String>> environment, Optional<List<UpstreamSettings>> defaultPool)
            throws ConfigException {
        Path file = (Files.isDirectory(location) ? location.resolve(FILE_NAME) : location)
                .toAbsolutePath()
                .normalize();
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        Findings findings = new Findings(file.toString());
        Optional<Node> tree = text(file, findings).flatMap(text -> YamlTree.parse(text, findings));
        if (tree.isEmpty()) {
            throw findings.exception();
        }
        Reading reading = new Reading(findings, new Interpolation(folder, environment), folder);
        LoadedConfig loaded = read(tree.get(), file, reading, defaultPool);
        findings.throwIfAny();
        return loaded;
    }

    /** Reads a parsed file; what is wrong goes to the findings of {@code reading}, and then the result is of no use. */
    static LoadedConfig read(Node tree, Path file, Reading reading, Optional<List<UpstreamSettings>> defaultPool) {
        Section root = new Value(reading, "", tree.line(), tree)
                .section()
                .orElseGet(() -> new Section(reading, "", new Node.Mapping(1, List.of())));
        GuardSettings guard = SettingsReader.guard(root);
        ProxySettings upstream = SettingsReader.upstream(root);
        Map<String, ProxySettings> connections = new LinkedHashMap<>();
        List<PoolSettings> declared = PoolReader.read(root, upstream, connections);
        List<PoolSettings> pools = declared.isEmpty()
                ? defaultPool
                        .map(upstreams -> List.of(new PoolSettings(DEFAULT_POOL, List.copyOf(upstreams))))
                        .orElse(List.of())
                : declared;
        ErrorPages errorPages = PageReader.errorPages(root, ErrorPages.NONE);
        GatewayConfig config = new GatewayConfig(
                ServerReader.read(root),
                guard,
                List.copyOf(pools),
                routes(root, pools, guard.authorities(), errorPages, tree instanceof Node.Mapping),
                errorPages,
                upstream,
                Collections.unmodifiableMap(connections),
                SettingsReader.cache(root),
                SettingsReader.cluster(root, reading.folder()),
                SettingsReader.access(root, reading.folder()),
                SettingsReader.accessLog(root));
        root.end();
        Set<Path> files = new LinkedHashSet<>(List.of(file, config.access().shiroIni()));
        files.addAll(reading.interpolation().files());
        files.addAll(reading.files());
        return new LoadedConfig(config, Collections.unmodifiableSet(files), declared.isEmpty());
    }

    private static List<Route> routes(
            Section root, List<PoolSettings> pools, Set<String> authorities, ErrorPages errorPages, boolean readable) {
        Set<String> names = pools.stream().map(PoolSettings::name).collect(Collectors.toSet());
        List<Route> routes = new RouteReader(names, authorities, errorPages).read(root);
        if (pools.isEmpty()
                && readable
                && root.value("pools").filter(value -> !value.isMapping()).isEmpty()) {
            root.wrong(
                    "pools",
                    "declares no pool",
                    "write a name below it, upstreams: below that, and - url: http://host:port below that");
        }
        if (!routes.isEmpty() || pools.isEmpty()) {
            return List.copyOf(routes);
        }
        if (pools.size() > 1
                && root.value("routes")
                        .filter(value -> !value.isEmptySequence())
                        .isEmpty()) {
            root.wrong(
                    "routes",
                    "are missing: nothing says which of the " + pools.size() + " pools serves what",
                    "write routes: with - path: /… and pool: for each");
        }
        return List.of(RouteReader.toAll(pools.get(0).name(), errorPages));
    }

    private static Optional<String> text(Path file, Findings findings) {
        if (!Files.isRegularFile(file)) {
            findings.add(0, "", "does not exist", "create it, or point -Dforebay.conf at the folder that holds it");
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                findings.add(0, "", "is larger than " + Quantities.text(MAX_FILE_BYTES), "a configuration");
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            findings.add(0, "", "is not UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            findings.add(0, "", "cannot be read (" + e.getClass().getSimpleName() + ")", "let the gateway read it");
        }
        return Optional.empty();
    }
}
