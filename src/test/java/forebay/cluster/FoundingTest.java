package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.client.config.ClientConfig;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FoundingTest {
    private final Founding founding = new Founding(Duration.ofSeconds(16));

    @Test
    void beginsAfterLooksThatAllFoundNobody() {
        assertThat(founding.nobody(1_000)).isFalse();
        assertThat(founding.nobody(16_999)).isFalse();
        assertThat(founding.nobody(17_000)).isTrue();
    }

    @Test
    void looksAnewAfterSomebodyWasThereOrNothingCouldBeRead() {
        assertThat(founding.nobody(1_000)).isFalse();
        founding.again();
        assertThat(founding.nobody(17_000)).isFalse();
        assertThat(founding.nobody(33_000)).isTrue();
    }

    @Test
    void aMemberNeedsNotWait() {
        assertThat(new Founding(Duration.ZERO).nobody(1_000)).isTrue();
    }

    /** Else nodes that are on their way back would be taken for none. */
    @Test
    void aClientLooksForAsLongAsAnotherMayTakeToComeBack() {
        ClientConfig client = ClientFile.load(Optional.empty(), "any");
        assertThat(ClientFile.longestReturn(client)).isEqualTo(Duration.ofSeconds(16));
        client.setProperty("hazelcast.client.heartbeat.timeout", "60000");
        assertThat(ClientFile.longestReturn(client)).isEqualTo(Duration.ofSeconds(66));
    }
}
