package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.embedded.SelfSigned;
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
                            health check       none
                            outliers           ejected for 30s to 5m after 5 failures in a row, 5 gateway errors in a row, a success rate 1.9 deviations low; at most 50 %
                            retries            up to 5 attempts, after connect-failure reset; at most 20 % of requests, or 10 a second
                            limits             none in flight
                            connections        connect within 5s, head within 1m, silence up to 1m, 256 per upstream
                            used again         while not silent
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
                     let-in: [semicolon], refuse-targets: report, host-header: upstream,
                     rate-limit: {requests: 5, per: 1m, burst: 20, by: {field: X-Tenant}}}
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
                .contains("  rate               5 in 1m, 20 at once, by X-Tenant\n")
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

    @Test
    void whatHoldsForAPoolIsExplained() throws Exception {
        SelfSigned signed = SelfSigned.create(folder, "EC");
        signed.certificatePem(folder.resolve("own.crt"));
        signed.keyPem(folder.resolve("own.key"));
        String text = ConfigReport.text(new Trial(folder).load("""
                pools:
                  app:
                    upstreams: [{url: "https://a.example"}]
                    slow-start: 20s
                    health-check: {path: /up, status: [200-204, 404], contains: fine, port: 9090, start: unhealthy}
                    outliers: {failures: 0, gateway-errors: 7, success-rate: off, latency: {factor: 4}}
                    retries: {on: [reset, 503], per-try-timeout: 1s, total-timeout: 30s, back-off: 50ms}
                    hedge: {after: 40ms}
                    limits: {in-flight: 900, queue: 50, queue-timeout: 2s}
                    connection:
                      protocol: h2
                      proxy-protocol: v2
                      max-connections: 100
                      keep-alive: 20s
                      max-age: 1h
                      max-requests: 1000
                      tls: {certificate: own.crt, key: own.key, verify: off}
                  other:
                    upstreams: [{url: "http://b.example"}]
                    health-check: {type: tcp}
                    outliers: off
                    retries: {attempts: 1}
                    hedge: {percentile: 90}
                routes: [{pool: app}, {path: /b, pool: other}]
                """));

        assertThat(text)
                .contains("  health check       GET /up answers 200-204 404, containing fine, on port 9090, every 5s"
                        + " (1s in doubt), within 2s; 2 in a row make well, 3 make unwell; unwell until checked\n")
                .contains("  outliers           ejected for 30s to 5m after 7 gateway errors in a row, 4.0 times the"
                        + " median latency; at most 50 %; slow start of 20s\n")
                .contains(
                        "  retries            up to 5 attempts, after reset timeout 503, each within 1s, all within 30s,"
                                + " 50ms to 250ms apart; at most 20 % of requests, or 10 a second\n")
                .contains("  hedge              a second attempt after 40ms\n")
                .contains("  limits             900 in flight, 100 in flight per upstream; 50 may wait for 2s\n")
                .contains("  used again         within 20s, up to an age of 1h, for 1000 requests\n")
                .contains("  protocol           h2\n")
                .contains("  proxy protocol     v2 names the client; each client address has connections of its own\n")
                .contains("  https              NOT VERIFIED: whoever gets in between reads everything,"
                        + " with a certificate of this gateway\n")
                .contains(
                        "  health check       a TCP connection, every 5s (1s in doubt), within 2s; 2 in a row make well,"
                                + " 3 make unwell\n")
                .contains("  outliers           none\n")
                .contains("  retries            none\n")
                .contains("  hedge              a second attempt when 90 % of answers would have come, after 5ms at the"
                        + " earliest\n");
    }
}
