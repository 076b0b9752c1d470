package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReportTest {
    @TempDir
    private Path folder;

    @Test
    void theDefaultsAreExplained() throws ConfigException {
        String text = ConfigReport.text(new Trial(folder).load(Trial.POOL)).replace(folder.toString(), "DIR");

        assertThat(text).isEqualTo("""
                        server (java -jar)
                          listens              0.0.0.0:8080 (HTTP/1.1 and h2c)
                          request head         up to 32KiB
                          silent connection    closed after 1m
                          stopping             requests in flight have 25s
                        who is believed
                          trusted proxies      none; forwarding fields are ignored
                          authorities          any
                        pools
                          app  weighted-round-robin
                            http://127.0.0.1:9001  weight 1 (100.0 %)
                        routes (an exact host wins over *.domain and any, then the longest path; then exact, pattern, prefix)
                          /
                            takes              any host, / and all below
                            methods            DELETE GET HEAD OPTIONS PATCH POST PUT
                            goes to            pool app, Host is kept
                            caller             Authorization stays here, X-Forwarded-User is not sent
                            cache              on, as RFC 9111 says
                            content            up to 1GiB
                            upgrade            to WebSocket
                            interim            the upstream's, to clients by HTTP/2
                        towards upstreams
                          connect              within 5s
                          response head        within 1m, up to 32KiB
                          silence              up to 1m; in a WebSocket 5m
                          connections          256 per upstream, 1024 requests may wait
                        cache
                          heap                 64MiB
                          for the cluster      128MiB
                          largest content      64MiB
                          look-up              within 50ms, else a miss
                          purge                50 calls a second, 2s patience with other nodes
                        cluster, access, log
                          cluster              embedded member, built-in defaults (loopback)
                          cluster keys         none: who reaches a member's port can forge what is stored; loopback only
                          cut off              hits go on, a purge that misses a node fails
                          access               DIR/shiro.ini
                          password hashes      2 at a time, 16 may wait; 10 failures a minute; remembered for 1m
                          access log           standard output, without queries
                        """);
    }

    @Test
    void whatIsDeclaredIsExplainedWithoutSecrets() throws ConfigException {
        Trial trial = new Trial(folder, Map.of("SECRET", "hunter2"));
        trial.write("k.p12", "");
        String text = ConfigReport.text(trial.load("""
                pools:
                  web:
                    upstreams:
                      - {url: "http://a.example", weight: 5}
                      - {url: "http://b.example", weight: 1}
                      - {url: "http://c.example", weight: 1}
                  idle: {upstreams: [{url: "http://d.example"}]}
                routes:
                  - {path: /shop, host: shop.example, pool: web, methods: [GET], cache: {share-authenticated: true},
                     let-in: [semicolon], refuse-targets: report, host-header: upstream}
                  - {path: /, pool: web, cache: off, authorization: pass, tell-user: true}
                server: {tls: {key-store: k.p12, key-store-password: "${env:SECRET}"}}
                trusted-proxies: [10.0.0.0/8]
                authorities: [shop.example, a.example]
                cluster: {mode: off}
                access: {remember-verified: 0s}
                access-log: off
                """));

        assertThat(text)
                .contains("    http://a.example:80  weight 5 (71.4 %)\n")
                .contains("  idle  weighted-round-robin  (no route leads here)\n")
                .contains("  shop.example/shop\n")
                .containsPattern("takes +shop.example, /shop and all below\n")
                .containsPattern("methods +GET\n")
                .containsPattern("goes to +pool web, Host is the upstream's\n")
                .contains("WHAT ONE AUTHENTICATED CALLER GOT MAY ANSWER OTHERS")
                .containsPattern("targets +lets in semicolon; others that would be refused are only counted\n")
                .containsPattern("caller +Authorization goes to the upstream, X-Forwarded-User is sent\n")
                .containsPattern("cache +off\n")
                .containsPattern("with TLS +0.0.0.0:8443")
                .containsPattern("trusted proxies +10.0.0.0/8\n")
                .containsPattern("authorities +a.example, shop.example\n")
                .containsPattern("cluster +off\n")
                .doesNotContain("cluster keys")
                .contains("none remembered")
                .containsPattern("access log +off\n")
                .doesNotContain("hunter2");
    }

    @Test
    void howAPoolFindsAndKeepsIsExplainedWithoutKeys() throws ConfigException {
        Trial trial = new Trial(folder, Map.of("SECRET", "0b".repeat(32)));
        String text = ConfigReport.text(trial.load("""
                zone: east
                pools:
                  app:
                    algorithm: consistent-hash
                    hash: {by: cookie account}
                    discovery: {dns: {name: _http._tcp.app.test, type: service}}
                    sticky: {keys: ["${env:SECRET}"]}
                    upstreams:
                      - {url: "http://a.example", weight: 3, zone: east}
                      - {url: "http://b.example", weight: 1}
                      - {url: "http://c.example", weight: 9, priority: 2}
                  listed: {discovery: {file: {path: more.yaml}}}
                routes: [{pool: app}, {path: /listed, pool: listed}]
                """));

        assertThat(text)
                .contains("  app  consistent-hash by cookie account, zone east first\n")
                .contains("    http://a.example:80  weight 3 (75.0 %), zone east\n")
                .contains("    http://c.example:80  weight 9 (100.0 %), backup of priority 2\n")
                .contains("by DNS, SRV of _http._tcp.app.test, for its TTL from 5s to 5m\n")
                .contains("in " + folder.resolve("more.yaml") + ", looked at every 1s\n")
                .contains("by the cookie forebay, 1 key(s)\n")
                .doesNotContain("0b0b");
    }
}
