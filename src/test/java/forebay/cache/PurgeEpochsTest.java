package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.cache.PurgeEpochs.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PurgeEpochsTest {
    private static final PlainUri SHOES = uri("https://shop.test/catalog/shoes?page=2");

    private final PurgeEpochs epochs = PurgeEpochs.alone();

    private static PlainUri uri(String text) {
        return PlainUri.parse(text).orElseThrow();
    }

    private StoredResponse stored(String lines) {
        return Samples.stored("Cache-Control: max-age=60;" + lines).withStamp(new Stamp(0, epochs.stamp()));
    }

    private void purge(PurgeScope scope, boolean soft) {
        epochs.apply(epochs.high() + 1, List.of(scope), soft);
    }

    @ParameterizedTest(name = "{0} purges {1}: {2}")
    @CsvSource({
        "https://shop.test/catalog/shoes, https://shop.test/catalog/shoes, true",
        "https://shop.test/catalog/shoes, https://shop.test/catalog/shoes/, true",
        "https://shop.test/catalog/shoes, https://shop.test/catalog/shoes/7?a=b, true",
        "https://shop.test/catalog/shoes, https://shop.test/catalog/shoes?page=2, true",
        "https://shop.test/catalog/shoes/, https://shop.test/catalog/shoes/7, true",
        "https://shop.test/catalog/shoes, https://shop.test/catalog/shoestring, false",
        "https://shop.test/catalog/shoes, https://shop.test/catalog, false",
        "https://shop.test/catalog/shoes, http://shop.test/catalog/shoes/7, false",
        "https://shop.test/catalog/shoes, https://other.test/catalog/shoes/7, false",
        "https://shop.test/, https://shop.test/catalog/shoes/7, true",
        "https://shop.test/, https://shop.test/, true",
        "https://shop.test/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15, https://shop.test/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17, true",
        "https://shop.test/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15, https://shop.test/1/2/3/4/5/6/7/8/9/10/11/12/13/14/x, false",
    })
    void aPrefixIsAPathAndAllBelowItByWholeSegments(String prefix, String stored, boolean purged) {
        StoredResponse response = stored("");
        assertThat(epochs.judge(uri(stored), response)).isEqualTo(Verdict.PASSES);

        purge(PurgeScope.prefix(uri(prefix)), false);

        assertThat(epochs.judge(uri(stored), response)).isEqualTo(purged ? Verdict.GONE : Verdict.PASSES);
        assertThat(epochs.judge(uri(stored), stored(""))).as("fetched after").isEqualTo(Verdict.PASSES);
    }

    @Test
    void aUrlIsThisUriAlone() {
        StoredResponse response = stored("");
        purge(PurgeScope.url(uri("https://shop.test/catalog/shoes?page=3")), false);
        purge(PurgeScope.url(uri("https://shop.test/catalog/shoes")), false);
        assertThat(epochs.judge(SHOES, response)).isEqualTo(Verdict.PASSES);

        purge(PurgeScope.url(SHOES), false);

        assertThat(epochs.judge(SHOES, response)).isEqualTo(Verdict.GONE);
        assertThat(epochs.passes(SHOES, response.receipt().stamp().purges())).isFalse();
        assertThat(epochs.passes(SHOES, epochs.stamp())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cache-Tag: a, shoe,b",
                "Surrogate-Key: a shoe  b",
                "Cache-Groups: \"a\", \"shoe\"",
                "Cache-Tag: a;Cache-Tag: shoe",
                "Surrogate-Key: x;Cache-Tag: shoe"
            })
    void aTagReachesWhatItsOriginPutItOn(String lines) {
        StoredResponse response = stored(lines);
        purge(PurgeScope.tag(uri("https://other.test"), "shoe"), false);
        purge(PurgeScope.tag(SHOES, "Shoe"), false);
        purge(PurgeScope.tag(SHOES, "sho"), false);
        assertThat(epochs.judge(SHOES, response)).isEqualTo(Verdict.PASSES);

        purge(PurgeScope.tag(SHOES, "shoe"), false);

        assertThat(epochs.judge(SHOES, response)).isEqualTo(Verdict.GONE);
        assertThat(epochs.judge(SHOES, stored("Cache-Tag: other"))).isEqualTo(Verdict.PASSES);
    }

    @Test
    void noTagIsLeftOutHoweverManyThereAre() {
        StringBuilder tags = new StringBuilder("Surrogate-Key:");
        for (int i = 0; i < 500; i++) {
            tags.append(" t").append(i);
        }
        StoredResponse response = stored(tags.toString());

        purge(PurgeScope.tag(SHOES, "t499"), false);

        assertThat(epochs.judge(SHOES, response)).isEqualTo(Verdict.GONE);
    }

    @Test
    void aSoftPurgeIsMadeGoodByAValidationAndAHardOneIsNot() {
        StoredResponse response = stored("");
        purge(PurgeScope.ALL, true);
        assertThat(epochs.judge(SHOES, response)).isEqualTo(Verdict.SOFTENED);
        assertThat(epochs.judge(SHOES, response.asSoftened())).isEqualTo(Verdict.PASSES);
        assertThat(response.asSoftened().isFresh(Samples.T)).isFalse();
        assertThat(response.asSoftened().remaining(Samples.T)).isZero();
        assertThat(response.asSoftened().remaining(Samples.T.plusSeconds(70)).toSeconds())
                .isEqualTo(-10);

        Stamp validated = response.receipt().stamp().validated(new Stamp(9, epochs.stamp()));
        assertThat(epochs.judge(SHOES, response.withStamp(validated))).isEqualTo(Verdict.PASSES);

        purge(PurgeScope.url(SHOES), false);
        Stamp again = validated.validated(new Stamp(9, epochs.stamp()));
        assertThat(epochs.judge(SHOES, response.withStamp(again))).isEqualTo(Verdict.GONE);
    }

    @Test
    void aVerdictHoldsUntilSomethingChanges() {
        StoredResponse response = stored("");
        epochs.judge(SHOES, response);
        PurgeEpochs.Judged first = response.judged();
        epochs.judge(SHOES, response);
        assertThat(response.judged()).isSameAs(first);

        purge(PurgeScope.url(uri("https://shop.test/elsewhere")), false);
        assertThat(epochs.judge(SHOES, response)).isEqualTo(Verdict.PASSES);
        assertThat(response.judged()).isNotSameAs(first);
    }

    @Test
    void whatIsNotServingUsesNothingAndStampsNothing() {
        PurgeEpochs joining = PurgeEpochs.waiting(() -> true);
        StoredResponse before = Samples.stored("").withStamp(new Stamp(0, joining.stamp()));
        assertThat(joining.judge(SHOES, before)).isEqualTo(Verdict.GONE);
        assertThat(joining.passes(SHOES, joining.stamp())).isFalse();

        joining.serve(5);
        assertThat(joining.judge(SHOES, before)).isEqualTo(Verdict.GONE);
        StoredResponse after = Samples.stored("").withStamp(new Stamp(0, joining.stamp()));
        assertThat(joining.judge(SHOES, after)).isEqualTo(Verdict.PASSES);

        joining.resign();
        assertThat(joining.judge(SHOES, after)).isEqualTo(Verdict.GONE);
        joining.serve(5);
        assertThat(joining.judge(SHOES, after)).isEqualTo(Verdict.PASSES);
        joining.forget();
        joining.serve(6);
        assertThat(joining.judge(SHOES, after)).as("another lineage").isEqualTo(Verdict.GONE);
    }

    @Test
    void theLeaseIsLookedAtForEachUse() {
        AtomicBoolean lease = new AtomicBoolean(true);
        PurgeEpochs bound = PurgeEpochs.waiting(lease::get);
        bound.serve(5);
        StoredResponse stored = Samples.stored("").withStamp(new Stamp(0, bound.stamp()));
        assertThat(bound.judge(SHOES, stored)).isEqualTo(Verdict.PASSES);
        PurgeStamp held = bound.stamp();

        lease.set(false);
        assertThat(bound.serving()).isFalse();
        assertThat(bound.judge(SHOES, stored)).as("judged before").isEqualTo(Verdict.GONE);
        assertThat(bound.passes(SHOES, held)).as("a leader's").isFalse();
        assertThat(bound.stamp()).isEqualTo(PurgeStamp.NONE);

        lease.set(true);
        assertThat(bound.judge(SHOES, stored)).isEqualTo(Verdict.PASSES);
        assertThat(bound.passes(SHOES, held)).isTrue();
    }

    @Test
    void whoForgetsKnowsNoPurge() {
        purge(PurgeScope.url(SHOES), false);
        purge(PurgeScope.url(SHOES), true);
        purge(PurgeScope.tag(SHOES, "shoe"), false);
        purge(PurgeScope.ALL, true);
        assertThat(epochs.serving()).isTrue();
        long applied = epochs.applied();

        epochs.forget();

        assertThat(epochs.serving()).isFalse();
        assertThat(epochs.applied()).isGreaterThan(applied);
        assertThat(epochs.high()).isZero();
        epochs.serve(7);
        assertThat(epochs.serving()).isTrue();
        PurgeStamp before = new PurgeStamp(7, 0, 0);
        StoredResponse tagged = Samples.stored("Cache-Tag: shoe").withStamp(new Stamp(0, before));
        assertThat(epochs.judge(SHOES, tagged)).isEqualTo(Verdict.PASSES);
        assertThat(epochs.judge(SHOES, tagged)).as("once more").isEqualTo(Verdict.PASSES);
        assertThat(epochs.passes(SHOES, before)).isTrue();
        epochs.resign();
        assertThat(epochs.passes(SHOES, before)).isFalse();
    }

    @Test
    void aPurgeOfSomethingElseDoesNotStandInTheWay() {
        PurgeStamp before = epochs.stamp();
        purge(PurgeScope.url(uri("https://shop.test/elsewhere")), false);
        assertThat(epochs.passes(SHOES, before)).isTrue();
        assertThat(epochs.passes(SHOES, new PurgeStamp(before.lineage() + 1, 9, 9)))
                .as("of another lineage")
                .isFalse();
    }

    @Test
    void aJoiningNodeLearnsEveryPurge() {
        StoredResponse response = stored("Cache-Tag: shoe");
        StoredResponse soft = stored("");
        PlainUri other = uri("http://other.test/x");
        purge(PurgeScope.tag(SHOES, "shoe"), false);
        purge(PurgeScope.url(other), true);

        PurgeEpochs joining = PurgeEpochs.waiting(() -> true);
        joining.merge(epochs.snapshot());
        joining.serve(1);

        assertThat(joining.high()).isEqualTo(2);
        assertThat(joining.judge(SHOES, response.withStamp(response.receipt().stamp())))
                .isEqualTo(Verdict.GONE);
        assertThat(joining.judge(other, soft)).isEqualTo(Verdict.SOFTENED);
        assertThatThrownBy(() -> joining.merge(new byte[] {1, 2, 3})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsMadeOfTwoIsAsOldAsTheOlder() {
        PurgeStamp old = epochs.stamp();
        purge(PurgeScope.url(uri("https://shop.test/elsewhere")), false);
        assertThat(epochs.stamp().oldest(old)).isEqualTo(old);
        assertThat(epochs.stamp().oldest(new PurgeStamp(99, 99, 99))).isEqualTo(PurgeStamp.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.test/b?c", "http://a.test/"})
    void scopesReachOtherNodesAsTheyAre(String text) {
        PlainUri uri = uri(text);
        for (PurgeScope scope :
                List.of(PurgeScope.url(uri), PurgeScope.prefix(uri), PurgeScope.tag(uri, "ü"), PurgeScope.ALL)) {
            assertThat(PurgeScope.decode(scope.encode())).isEqualTo(scope);
            assertThat(scope.toString()).startsWith(scope.kind().name().toLowerCase(Locale.ROOT));
        }
        assertThatThrownBy(() -> PurgeScope.decode(new byte[] {9})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PurgeScope.decode(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "HTTPS://Shop.Test:443/a/../b%7e?x#frag, https://shop.test/b~?x",
                "http://shop.test, http://shop.test/",
                "http://shop.test?x, http://shop.test/?x",
                "http://shop.test:8080/a, http://shop.test:8080/a",
                "ftp://shop.test/a, none",
                "/a, none",
                "http:///a, none",
                "http://:8080/a, none",
                "https://:443?a, none",
                "http://shop.test:80:80/, none",
                "http://shop.test:/, none",
                "http://shop.test:x/, none",
                "http://[::1]:80/a, http://[::1]/a",
                "http://[::1]:81/a, http://[::1]:81/a",
                "http://[::1/a, none",
                "http://[::1]x/a, none",
                "http://user@shop.test/a, none",
                "http://@shop.test/a, none",
                "'http://shop.test/a b', none",
                "http://shop.test/%zz, none",
            })
    void aUriIsReadInTheNormalFormOfTheKey(String text, String normal) {
        assertThat(PlainUri.parse(text).map(PlainUri::toString)).isEqualTo(Optional.ofNullable(normal));
    }
}
