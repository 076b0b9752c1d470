package forebay.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T04:06:49Z",
                "2026-11-23T04:06:49.7Z",
                "2026-11-23T04:06:49.07Z",
                "2026-11-23T04:06:49.000001Z",
                "2026-11-23T04:06:49.734361733Z",
                "2026-11-23T04:06:49.000000001Z",
                "1969-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00.5Z"
            })
    void writesWhatInstantWrites(String text) {
        Instant time = Instant.parse(text);
        LogTimes times = new LogTimes();
        Stream.of(time, time, time.plusMillis(400), time.plusMillis(800), time.plusSeconds(60), time, Instant.EPOCH)
                .forEach(each -> assertThat(times.text(each)).isEqualTo(each.toString()));
    }
}
