package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.ByteRange;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivingAnswerTest {
    private static final StoredResponse DESCRIBED = Samples.stored("Cache-Control: max-age=60; ETag: \"1\"");

    private static Optional<ArrivingAnswer> answer(OptionalLong announced, long arrived, String... fields) {
        return ArrivingAnswer.of(Samples.get(fields), DESCRIBED, announced, arrived, Samples.T);
    }

    @ParameterizedTest(name = "§14.2 from byte {0} on, when {1} bytes have come: {2}")
    @CsvSource({
        "2,        5, true",
        "8388613,  5, true",
        "8388614,  5, false",
        "8388614,  6, true",
        "19999999, 19999999, true",
        "20000000, 19999999, false"
    })
    void howFarAheadIsWaitedFor(long first, long arrived, boolean waits) {
        Optional<ArrivingAnswer> answer =
                answer(OptionalLong.of(20_000_000), arrived, "Range", "bytes=" + first + "-" + first);
        assertThat(answer.flatMap(ArrivingAnswer::range))
                .isEqualTo(waits ? Optional.of(new ByteRange(first, first)) : Optional.empty());
        assertThat(answer.isPresent()).isEqualTo(waits);
    }

    @Test
    void aConditionComesBeforeTheRange() {
        ArrivingAnswer answer = answer(OptionalLong.of(10), 0, "Range", "bytes=0-1", "If-None-Match", "\"1\"")
                .orElseThrow();
        assertThat(answer.head().status()).isEqualTo(304);
        assertThat(answer.content()).isFalse();
    }

    @Test
    void whatWillHaveCodedFormsVaries() {
        StoredResponse text = StoredResponse.of(
                CachePolicy.RFC.withCompression(List.of(CachePolicy.ContentCoding.GZIP)),
                Samples.head(200, "Content-Type: text/html; Cache-Tag: a"),
                Samples.at(Samples.T),
                SelectingFields.NONE,
                StoredContent.NONE);
        ResponseHead head = ArrivingAnswer.of(Samples.get(), text, OptionalLong.empty(), 0, Samples.T)
                .orElseThrow()
                .head();
        assertThat(head.fields().all("Vary")).containsExactly("Accept-Encoding");
        assertThat(head.fields().contains("Cache-Tag")).isFalse();
        assertThat(answer(OptionalLong.empty(), 0).orElseThrow().head().fields().contains("Vary"))
                .isFalse();
    }

    @Test
    void whoWantsAllGetsWhatTheUpstreamSaid() {
        ArrivingAnswer answer = answer(OptionalLong.empty(), 0).orElseThrow();
        assertThat(answer.head().status()).isEqualTo(200);
        assertThat(answer.range()).isEmpty();
        assertThat(answer.content()).isTrue();
        assertThat(answer(OptionalLong.empty(), 0, "Range", "bytes=0-1")).isEmpty();
    }
}
