package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import forebay.support.ScriptedOrigin;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Credentials that are for the gateway end there, right or wrong ones: no upstream gets to see one, nothing of one is
 * stored, no log tells it. The origin puts all that it receives into responses for everybody.
 */
final class CredentialsIT {
    private static final String WRONG_KEY = "fbk_user_" + "w".repeat(43);
    private static final String WRONG_PASSWORD = "guessed sesame";
    private static final Pattern PORT = Pattern.compile("(?m)^ +port: (\\d+)");

    private static ScriptedOrigin origin;
    private static Conf conf;
    private static RunningContainer gateway;
    private static int memberPort;
    private static Map<String, String> shown;

    @BeforeAll
    static void sendEveryCredentialEverywhere(@TempDir Path temp) throws IOException {
        origin = ScriptedOrigin.start(c -> {
            String path = c.head().line().split(" ", 3)[1];
            String vary = path.startsWith("/vary") ? "Vary: Authorization, X-Api-Key\n" : "";
            if (path.startsWith("/garbage")) {
                c.send("no HTTP\n\n").close();
            } else {
                c.content();
                String fields = "Cache-Control: public, max-age=600\nX-Canary: stored-field\n" + vary;
                c.answer(200, fields, c.head() + " stored-content");
            }
        });
        conf = new Conf(temp.resolve("conf"), origin.url());
        conf.write("forebay.yaml", Files.readString(conf.folder().resolve("forebay.yaml")) + """
                access-log:
                  file: access.log
                  query: true
                """);
        String cluster = ShippedCluster.yaml();
        conf.write("hazelcast.yaml", cluster);
        Matcher port = PORT.matcher(cluster);
        assertThat(port.find()).isTrue();
        memberPort = Integer.parseInt(port.group(1));
        shown = shown();
        gateway = Container.JAR.start(Files.createDirectories(temp.resolve("base")), "", conf.folder());
        for (Map.Entry<String, String> each : shown.entrySet()) {
            for (String path : List.of("/open/", "/page/", "/vary/", "/admin/", "/garbage/", "/x/%2e%2e/")) {
                send("GET " + path + each.getKey(), each.getValue());
            }
            send("POST /sent/" + each.getKey(), each.getValue() + "Content-Length: 0\r\n");
        }
        send("GET /last", "");
    }

    @AfterAll
    static void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        origin.close();
    }

    /** Field lines by what they are. */
    private static Map<String, String> shown() {
        String bearer = "Authorization: Bearer ";
        String token = conf.token();
        Map<String, String> shown = new TreeMap<>(Map.of(
                "key", "X-Api-Key: " + Conf.USER_KEY,
                "key-as-bearer", bearer + Conf.USER_KEY,
                "password", "Authorization: Basic " + basic(Conf.PASSWORD),
                "token", bearer + token,
                "wrong-key", "X-Api-Key: " + WRONG_KEY,
                "wrong-password", "Authorization: Basic " + basic(WRONG_PASSWORD),
                "wrong-token", bearer + token + "AAAA",
                "unknown-scheme", "Authorization: Digest response=\"" + WRONG_PASSWORD + "\"",
                "two", "X-Api-Key: " + Conf.USER_KEY + "\r\n" + bearer + token));
        shown.replaceAll((kind, lines) -> lines + "\r\n");
        return shown;
    }

    private static String basic(String password) {
        return Base64.getEncoder().encodeToString(("ada:" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** What none of them may show up as; the token by its claims and its signature. */
    private static String[] secrets() {
        String[] token = shown.get("token").strip().split("\\.", -1);
        return new String[] {
            Conf.USER_KEY.substring(9),
            WRONG_KEY.substring(9),
            Conf.PASSWORD,
            WRONG_PASSWORD,
            basic(Conf.PASSWORD),
            basic(WRONG_PASSWORD),
            token[1],
            token[2]
        };
    }

    private static Wire.Answer send(String line, String fields) throws IOException {
        return Wire.exchange(gateway.port(), line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    }

    @Test
    void noUpstreamSeesOne() throws IOException {
        assertThat(send("GET /page/key", shown.get("key")).field("Cache-Status"))
                .hasValueSatisfying(status -> assertThat(status).contains("; hit"));
        assertThat(origin.heads())
                .hasSizeGreaterThan(20)
                .allSatisfy(head -> assertThat(head.toString())
                        .doesNotContainIgnoringCase("authorization:")
                        .doesNotContainIgnoringCase("x-api-key:")
                        .doesNotContain(secrets()));
    }

    @Test
    void nothingOfOneIsStored() {
        ClientConfig config = new ClientConfig();
        config.setClusterName("forebay");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig().addAddress("127.0.0.1:" + memberPort);
        HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
        try {
            IMap<String, byte[]> stored = client.getMap("forebay-responses");
            // Pages of the four that are right, and what is open to everybody but to who sends two.
            await().untilAsserted(() -> assertThat(stored.size()).isEqualTo(12));
            for (Map.Entry<String, byte[]> each : stored.entrySet()) {
                String text = each.getKey() + new String(each.getValue(), StandardCharsets.ISO_8859_1);
                assertThat(text)
                        .contains("stored-field", "stored-content")
                        .doesNotContainIgnoringCase("x-api-key:")
                        .doesNotContain(secrets());
            }
        } finally {
            client.shutdown();
        }
    }

    @Test
    void noLogTellsOne() {
        Path log = conf.folder().resolve("access.log");
        await().untilAsserted(() -> assertThat(Files.readString(log)).contains("/last"));
        assertThat(log)
                .content()
                .contains("\"principal\":\"user\"", "\"principal\":\"ada\"", "\"principal\":\"grace\"");
        assertThat(log).content().doesNotContain(secrets());
        assertThat(gateway.log()).contains("ready").doesNotContain(secrets());
    }
}
