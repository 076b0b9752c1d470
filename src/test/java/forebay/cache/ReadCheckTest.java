package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.PurgeEpochs.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an invalidation on this node, or a purge, leaves of a response that was stored before. */
class ReadCheckTest {
    private static final PlainUri OTHER = PlainUri.of("http", "a.test", "/other", Optional.empty());
    private static final PlainUri NEAR = PlainUri.of("http", "a.test", "/x", Optional.of("q=2"));

    private final UriMarks marks = new UriMarks();
    private final PurgeEpochs purges = PurgeEpochs.alone();
    private final ReadCheck check = new ReadCheck(marks, purges);

    private StoredResponse stored() {
        return Samples.stored("Cache-Control: max-age=60; Cache-Groups: \"g\"").withStamp(check.stamp());
    }

    private void happens(String what) {
        switch (what) {
            case "invalidated" -> marks.invalidate(Samples.URI);
            case "its group invalidated" -> marks.invalidate(OriginGroup.of(Samples.URI, "g"));
            case "another group invalidated" -> marks.invalidate(OriginGroup.of(Samples.URI, "h"));
            case "a group of another origin" ->
                marks.invalidate(OriginGroup.of(PlainUri.of("http", "b.test", "/x", Optional.empty()), "g"));
            case "another invalidated" -> marks.invalidate(OTHER);
            case "purged" -> purge(PurgeScope.url(Samples.URI), false);
            case "softly purged" -> purge(PurgeScope.url(Samples.URI), true);
            case "another purged" -> purge(PurgeScope.url(OTHER), false);
            case "all purged" -> purge(PurgeScope.ALL, false);
            default -> assertThat(what).isEqualTo("nothing");
        }
    }

    private void purge(PurgeScope scope, boolean soft) {
        purges.apply(purges.high() + 1, List.of(scope), soft);
    }

    @ParameterizedTest(name = "{0}: {1}, may be stored {2}, may be joined {3}")
    @CsvSource({
        "nothing,                    PASSES,   true,  true",
        "invalidated,                GONE,     false, false",
        "its group invalidated,      GONE,     false, true",
        "another group invalidated,  PASSES,   true,  true",
        "a group of another origin,  PASSES,   true,  true",
        "another invalidated,        PASSES,   true,  true",
        "purged,                     GONE,     false, false",
        "softly purged,              SOFTENED, true,  false",
        "another purged,             PASSES,   true,  true",
        "all purged,                 GONE,     false, false"
    })
    void whatBecomesOfWhatWasFetchedBefore(String what, Verdict verdict, boolean mayStore, boolean mayJoin) {
        Stamp begun = check.stamp();
        StoredResponse before = stored();

        happens(what);

        assertThat(check.judge(Samples.URI, before)).isEqualTo(verdict);
        assertThat(check.passes(Samples.URI, before)).isEqualTo(verdict == Verdict.PASSES);
        assertThat(check.mayStore(Samples.URI, before)).isEqualTo(mayStore);
        assertThat(check.passes(Samples.URI, begun)).isEqualTo(mayJoin);
        assertThat(check.judge(Samples.URI, stored())).as("fetched after").isEqualTo(Verdict.PASSES);
        assertThat(check.passes(Samples.URI, check.stamp())).isTrue();
    }

    @Test
    void theStampHasBothCounts() {
        marks.invalidate(OTHER);
        purge(PurgeScope.url(OTHER), false);
        assertThat(check.stamp()).isEqualTo(new Stamp(1, purges.stamp()));
        assertThat(purges.stamp()).isEqualTo(new PurgeStamp(1, 1, 1));
        assertThat(check.stamp().withInvalidations(9)).isEqualTo(new Stamp(9, purges.stamp()));
        assertThat(check.marks()).isSameAs(marks);
        assertThat(check.purges()).isSameAs(purges);
    }

    @ParameterizedTest(name = "{0} at the URI that is answered for: {1}")
    @CsvSource({
        "nothing, true",
        "invalidated, false",
        "purged, false",
        "softly purged, false",
        "another invalidated, true",
        "another purged, true"
    })
    void whatAnswersForAnotherUriHeedsWhatWasPurgedThere(String what, boolean passes) {
        StoredResponse near = stored();
        happens(what);
        assertThat(check.passesAs(Samples.URI, near)).isEqualTo(passes);
        assertThat(check.passesAs(NEAR, near)).isTrue();
    }
}
