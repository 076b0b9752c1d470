package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradeTest {
    @ParameterizedTest(name = "RFC 9110 §7.8, RFC 6455 §4 {0}, Connection: {1}: {2}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            websocket       | Upgrade             | true
            WebSocket       | keep-alive, upgrade | true
            h2c, websocket  | Upgrade             | true
            websocket       | keep-alive          | false
            websocket       | none                | false
            h2c             | Upgrade             | false
            websockets      | Upgrade             | false
            websocket/13    | Upgrade             | false
            none            | Upgrade             | false
            none            | websocket           | false
            """)
    void aChangeToWebSocketIsNamedInBothFields(String upgrade, String connection, boolean asked) {
        Fields fields = Fields.of("Host", "a");
        fields = upgrade == null ? fields : fields.plus("upgrade", upgrade);
        fields = connection == null ? fields : fields.plus("connection", connection);
        assertThat(Upgrade.toWebSocket(fields)).isEqualTo(asked);
    }
}
