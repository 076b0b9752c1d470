package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import forebay.access.AccessSettings;
import forebay.balance.PoolSettings;
import forebay.balance.UpstreamSettings;
import forebay.cache.CachePolicy;
import forebay.cluster.ClusterKeys;
import forebay.cluster.ClusterSettings;
import forebay.cluster.Partition;
import forebay.guard.GuardSettings;
import forebay.http.TargetLeniency;
import forebay.observe.AccessLogSettings;
import forebay.route.Conditions;
import forebay.route.ErrorPages;
import forebay.route.HostMatch;
import forebay.route.PathMatch;
import forebay.route.RequestRate;
import forebay.route.Route;
import forebay.route.RouteMatch;
import forebay.route.ValueCondition;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {
    private static final UpstreamSettings LOCAL = new UpstreamSettings(URI.create("http://127.0.0.1:9001"), 1);

    @TempDir
    private Path folder;

    private GatewayConfig load(String yaml) throws ConfigException {
        return new Trial(folder).load(yaml);
    }

    private Route route(String keys) throws ConfigException {
        return load(Trial.POOL + "routes: [{pool: app, " + keys + "}]\n")
                .routes()
                .get(0);
    }

    @Test
    void aRateIsOfRequestsInATime() throws ConfigException {
        assertThat(route("rate-limit: {requests: 5}").rate())
                .contains(new RequestRate(5, Duration.ofSeconds(1), 5, new RequestRate.Client()));
        assertThat(route("rate-limit: {requests: 5, per: 1m, burst: 20, by: principal}")
                        .rate())
                .contains(new RequestRate(5, Duration.ofMinutes(1), 20, new RequestRate.Principal()));
        assertThat(route("rate-limit: {requests: 5, by: {field: X-Tenant}}").rate())
                .contains(new RequestRate(5, Duration.ofSeconds(1), 5, new RequestRate.Field("X-Tenant")));
    }

    @Test
    void whatIsNotDeclaredHasItsDefault() throws ConfigException {
        GatewayConfig config = load(Trial.POOL);

        assertThat(config.pools()).containsExactly(new PoolSettings("app", List.of(LOCAL)));
        assertThat(config.routes()).containsExactly(Route.builder("/", "app").build());
        assertThat(config.guard()).isEqualTo(new GuardSettings(List.of(), Set.of()));
        assertThat(config.server().port()).isEqualTo(8080);
        assertThat(config.server().tls()).isEmpty();
        assertThat(config.cache().heapBytes()).isEqualTo(64L << 20);
        assertThat(config.cache().lookupTimeout()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.proxy().connect()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.cluster())
                .isEqualTo(new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.empty(), ClusterKeys.NONE));
        assertThat(config.access())
                .isEqualTo(new AccessSettings(folder.resolve("shiro.ini"), 2, 16, 10, Duration.ofMinutes(1)));
        assertThat(config.accessLog()).isEqualTo(new AccessLogSettings(true, Optional.empty(), 8_192, false));
    }

    @Test
    void sectionsWithoutValuesHaveTheirDefaults() throws ConfigException {
        String empty = """
                server:
                  tls:
                upstream:
                cache: ~
                cluster: null
                access:
                access-log:
                routes:
                trusted-proxies:
                authorities:
                """;

        assertThat(load(Trial.POOL + empty)).isEqualTo(load(Trial.POOL));
    }

    @Test
    void poolsAndUpstreamsKeepTheirOrder() throws ConfigException {
        GatewayConfig config = load("""
                pools:
                  web:
                    upstreams:
                      - {url: "HTTP://B.example", weight: 3}
                      - {url: "https://a.example/"}
                  api:
                    upstreams: [{url: "http://[2001:db8::1]:8080", weight: "2"}]
                routes:
                  - {path: /, pool: web}
                  - {path: /api, host: Shop.Example, pool: api}
                """);

        assertThat(config.pools())
                .containsExactly(
                        new PoolSettings(
                                "web",
                                List.of(
                                        new UpstreamSettings(URI.create("http://b.example:80"), 3),
                                        new UpstreamSettings(URI.create("https://a.example:443"), 1))),
                        new PoolSettings(
                                "api", List.of(new UpstreamSettings(URI.create("http://[2001:db8::1]:8080"), 2))));
        assertThat(config.routes()).extracting(Route::name).containsExactly("/", "shop.example/api");
        assertThat(config.routes().get(1).match().host()).isEqualTo(HostMatch.exact("shop.example"));
    }

    @Test
    void aRouteSaysEverythingForItself() throws ConfigException {
        assertThat(route("name: npm, path: /npm/@scope, host: '[::1]', methods: [GET, PROPFIND],"
                        + " upgrade: [], let-in: [encoded-slash, final-dot], refuse-targets: report, host-header: upstream,"
                        + " authorization: pass, tell-user: true, cache: off, max-content: 5MB"))
                .isEqualTo(Route.builder("npm", "app")
                        .match(RouteMatch.below("/npm/@scope").at(HostMatch.exact("[::1]")))
                        .methods(Set.of("GET", "PROPFIND"))
                        .leniency(Set.of(TargetLeniency.ENCODED_SLASH, TargetLeniency.FINAL_DOT))
                        .reportOnly(true)
                        .keepHost(false)
                        .authorization(true)
                        .tellUser(true)
                        .cache(CachePolicy.OFF)
                        .maxContentBytes(5_000_000)
                        .webSocket(false)
                        .build());
    }

    @Test
    void whatARouteTakes() throws ConfigException {
        assertThat(route(
                                "name: x, pattern: '/v[0-9]/.*', host: '*.Shop.example', methods: [GET], when: {methods: [GET, HEAD],"
                                        + " fields: [{name: X-Beta}, {name: X-Tier, is: gold}],"
                                        + " query: [{name: v, matches: '[2-9]'}]}")
                        .match())
                .isEqualTo(new RouteMatch(
                        HostMatch.below("shop.example"),
                        PathMatch.pattern("/v[0-9]/.*"),
                        new Conditions(
                                Set.of("GET", "HEAD"),
                                List.of(ValueCondition.present("X-Beta"), ValueCondition.equal("X-Tier", "gold")),
                                List.of(ValueCondition.matching("v", Pattern.compile("[2-9]"))))));
        assertThat(route("exact: /a/").name()).isEqualTo("=/a/");
        assertThat(route("host: '*.a.example', path: /b").name()).isEqualTo("*.a.example/b");
    }

    @Test
    void aRouteServesTheMethodsThatItTakesUnlessItSaysLess() throws ConfigException {
        assertThat(route("name: x, when: {methods: [PURGE, GET]}").methods()).containsExactlyInAnyOrder("PURGE", "GET");
        assertThat(route("name: x, methods: [GET], when: {methods: [POST, GET]}")
                        .methods())
                .containsExactly("GET");
    }

    @ParameterizedTest
    @CsvSource({
        "cache: on, true, false",
        "cache: true, true, false",
        "cache: off, false, false",
        "cache: false, false, false",
        "cache: rfc, true, false",
        "cache: {}, true, false",
        "cache: {share-authenticated: true}, true, true",
        "cache: {share-authenticated: false}, true, false"
    })
    void theCacheOfARoute(String key, boolean enabled, boolean shared) throws ConfigException {
        assertThat(route(key).cache())
                .isEqualTo(CachePolicy.RFC.withEnabled(enabled).withShareAuthenticated(shared));
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "30s, 30000", "5m, 300000", "1h, 3600000", "1d, 86400000"})
    void durations(String text, long millis) throws ConfigException {
        assertThat(load(Trial.POOL + "upstream: {idle-timeout: " + text + "}\n")
                        .proxy()
                        .idle())
                .isEqualTo(Duration.ofMillis(millis));
        assertThat(Quantities.text(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "70000B, 70000",
        "64KiB, 65536",
        "64MiB, 67108864",
        "1GiB, 1073741824",
        "1TiB, 1099511627776",
        "100KB, 100000",
        "100kB, 100000",
        "10MB, 10000000",
        "2GB, 2000000000",
        "1TB, 1000000000000"
    })
    void sizes(String text, long bytes) throws ConfigException {
        GatewayConfig config = load(Trial.POOL + "cache: {heap: " + text + "}\n");

        assertThat(config.cache().heapBytes()).isEqualTo(bytes);
        assertThat(Quantities.size(Quantities.text(bytes)).value()).contains(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "192.0.2.7, 192.0.2.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "fd00::/8, fd00::/8",
        "::1, ::1/128"
    })
    void blocksOfAddresses(String text, String block) throws ConfigException {
        assertThat(load(Trial.POOL + "trusted-proxies: ['" + text + "']\n")
                        .guard()
                        .trustedProxies())
                .containsExactly(block);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0",
                "10.0.0.0.0",
                "010.0.0.1",
                "10.0.0.1/-1",
                "10.0.0.1/",
                "::ffff:10.0.0.1",
                "fe80::1%eth0",
                "1",
                "localhost",
                "[::1]",
                "::/129",
                ":::"
            })
    void whatIsNoBlockOfAddresses(String text) {
        assertThat(new Trial(folder).errors(Trial.POOL + "trusted-proxies: ['" + text + "']\n"))
                .hasSize(1);
    }

    @Test
    void authoritiesAreInLowerCaseAndInOrder() throws ConfigException {
        assertThat(load(Trial.POOL + "authorities: [Shop.example, 127.0.0.1, '[::1]', my_app]\n")
                        .guard()
                        .authorities())
                .containsExactly("shop.example", "127.0.0.1", "[::1]", "my_app");
    }

    @Test
    void pathsAreReadDecoded() throws ConfigException {
        assertThat(route("path: /café/a b").match().path()).isEqualTo(PathMatch.prefix("/café/a b"));
    }

    @Test
    void theListOfMethodsKeepsItsOrder() throws ConfigException {
        assertThat(route("methods: [PUT, GET, MKCOL]").methods()).containsExactly("PUT", "GET", "MKCOL");
    }

    @ParameterizedTest
    @CsvSource({"on, true", "off, false", "true, true", "false, false"})
    void theAccessLogIsOnOrOff(String word, boolean enabled) throws ConfigException {
        assertThat(load(Trial.POOL + "access-log: " + word + "\n").accessLog().enabled())
                .isEqualTo(enabled);
    }

    @Test
    void relativeFilesLieBesideTheFile() throws ConfigException {
        Trial trial = new Trial(folder);
        trial.write("members.yaml", "");
        trial.write("rules.ini", "");
        GatewayConfig config = trial.load(Trial.POOL + "cluster: {file: members.yaml}\naccess: {file: ./rules.ini}\n"
                + "access-log: {file: log/access.log, queue: 5, query: true}\n");

        assertThat(config.cluster().file()).contains(folder.resolve("members.yaml"));
        assertThat(config.access().shiroIni()).isEqualTo(folder.resolve("rules.ini"));
        assertThat(config.accessLog())
                .isEqualTo(new AccessLogSettings(true, Optional.of(folder.resolve("log/access.log")), 5, true));
    }

    @Test
    void aHazelcastYamlInTheFolderIsFoundUnlessTheClusterIsOff() throws ConfigException {
        new Trial(folder).write("hazelcast.yaml", "");

        assertThat(load(Trial.POOL).cluster().file()).contains(folder.resolve("hazelcast.yaml"));
        assertThat(load(Trial.POOL + "cluster: {mode: off}\n").cluster())
                .isEqualTo(new ClusterSettings(ClusterSettings.Mode.OFF, Optional.empty(), ClusterKeys.NONE));
    }

    @Test
    void whatGoesOnInAPartitionIsChosen() throws ConfigException {
        assertThat(load(Trial.POOL).cluster().partition()).isEqualTo(Partition.PURGE_WAITS);
        assertThat(load(Trial.POOL + "cluster: {partition: hits-stop}\n")
                        .cluster()
                        .partition())
                .isEqualTo(Partition.HITS_STOP);
    }

    @Test
    void theLargestObjectFitsASmallHeapByDefault() throws ConfigException {
        assertThat(load(Trial.POOL + "cache: {heap: 1MiB}\n").cache().maxObjectBytes())
                .isEqualTo(1L << 20);
    }

    @Test
    void referencesAreResolvedAndSecretsAreNotShown() throws ConfigException {
        Trial trial = new Trial(folder, Map.of("HOST", "b.example", "PORT", "9002", "EMPTY", ""));
        trial.write("store.p12", "");
        Path secret = trial.write("password", "hunter2\r\n");
        LoadedConfig loaded = trial.read("""
                pools:
                  app:
                    upstreams: [{url: "http://${env:HOST}:${env:PORT}${env:EMPTY}"}]
                server:
                  port: ${env:PORT}
                  tls: {port: 1, key-store: store.p12, key-store-password: "${file:password}$${env:PORT}$5"}
                """);
        GatewayConfig config = loaded.config();

        assertThat(config.pools().get(0).upstreams())
                .containsExactly(new UpstreamSettings(URI.create("http://b.example:9002"), 1));
        assertThat(config.server().port()).isEqualTo(9002);
        assertThat(config.server().tls().orElseThrow().keyStorePassword()).contains("hunter2${env:PORT}$5");
        assertThat(config.toString()).doesNotContain("hunter2").contains("keyStorePassword=set");
        assertThat(loaded.files()).containsExactly(folder.resolve("forebay.yaml"), folder.resolve("shiro.ini"), secret);
    }

    @Test
    void whatAReferenceStandsForIsNotLookedAtAgain() throws ConfigException {
        Trial trial = new Trial(folder, Map.of("A", "${env:B}"));
        trial.write("k", "");

        GatewayConfig config =
                trial.load(Trial.POOL + "server: {tls: {key-store: k, key-store-password: 'x${env:A}y'}}\n");

        assertThat(config.server().tls().orElseThrow().keyStorePassword()).contains("x${env:B}y");
    }

    @Test
    void theDefaultPoolHoldsWhereTheFileDeclaresNone() throws Exception {
        Path file = Files.writeString(folder.resolve("forebay.yaml"), "server: {port: 1}\n");
        LoadedConfig loaded = ConfigLoader.read(file, name -> Optional.empty(), Optional.of(List.of(LOCAL)));

        assertThat(loaded.defaultPool()).isTrue();
        assertThat(loaded.config().pools()).containsExactly(new PoolSettings("default", List.of(LOCAL)));
        assertThat(loaded.config().routes()).containsExactly(RouteReader.toAll("default", ErrorPages.NONE));
    }

    @Test
    void routesMayNameTheDefaultPool() throws Exception {
        Files.writeString(folder.resolve("forebay.yaml"), "routes: [{path: /a, pool: default}]\n");
        GatewayConfig config = ConfigLoader.load(folder, name -> Optional.empty(), Optional.of(List.of(LOCAL)));

        assertThat(config.routes()).extracting(route -> route.match().path()).containsExactly(PathMatch.prefix("/a"));
    }

    @Test
    void declaredPoolsWinOverTheDefaultPool() throws Exception {
        Files.writeString(folder.resolve("forebay.yaml"), Trial.POOL);
        UpstreamSettings other = new UpstreamSettings(URI.create("http://other:1"), 1);
        LoadedConfig loaded = ConfigLoader.read(folder, name -> Optional.empty(), Optional.of(List.of(other)));

        assertThat(loaded.defaultPool()).isFalse();
        assertThat(loaded.config().pools()).extracting(PoolSettings::name).containsExactly("app");
    }
}
