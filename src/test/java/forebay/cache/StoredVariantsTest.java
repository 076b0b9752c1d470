package forebay.cache;

import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy.ContentCoding;
import forebay.coverage.Holds;
import forebay.http.Fields;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredVariantsTest {
    private static StoredResponse variant(String language, int second) {
        SelectingFields selecting =
                SelectingFields.of(List.of("Accept-Language"), Fields.of("Accept-Language", language));
        return Samples.stored("Vary: Accept-Language", selecting, T.plusSeconds(second));
    }

    @Test
    @Holds("9111-4-9")
    void theMostRecentMatchByDateIsSelected() {
        StoredResponse old = variant("de", 0);
        StoredResponse recent =
                Samples.stored("Vary: Accept", SelectingFields.of(List.of("Accept"), Fields.EMPTY), T.plusSeconds(10));
        Fields german = Fields.of("Accept-Language", "de");
        assertThat(StoredVariants.of(List.of(old, recent)).select(german, T)).containsSame(recent);
        assertThat(StoredVariants.of(List.of(recent, old)).select(german, T)).containsSame(recent);
        assertThat(StoredVariants.of(List.of(recent, old)).select(german.plus("Accept", "a/b"), T))
                .containsSame(old);
        assertThat(StoredVariants.of(recent).select(Fields.of("Accept", "a/b"), T))
                .isEmpty();
        assertThat(StoredVariants.NONE.select(german, T)).isEmpty();
    }

    @Test
    @Holds("9111-4.1-7")
    void whileFreshOneWithVaryIsChosenBeforeOneWithout() {
        StoredResponse plain = Samples.stored("Cache-Control: max-age=60", SelectingFields.NONE, T.plusSeconds(20));
        StoredResponse german = Samples.stored(
                "Vary: Accept-Language;Cache-Control: max-age=60",
                SelectingFields.of(List.of("Accept-Language"), Fields.of("Accept-Language", "de")),
                T);
        Fields request = Fields.of("Accept-Language", "de");
        StoredVariants[] orders = {StoredVariants.of(List.of(plain, german)), StoredVariants.of(List.of(german, plain))
        };
        for (StoredVariants variants : orders) {
            assertThat(variants.select(request, T.plusSeconds(30))).containsSame(german);
            assertThat(variants.select(Fields.EMPTY, T.plusSeconds(30))).containsSame(plain);
            // the origin has sent no Vary since: what is stale would be validated for ever
            assertThat(variants.select(request, T.plusSeconds(70))).containsSame(plain);
            assertThat(variants.select(request, T.plusSeconds(90))).containsSame(plain);
        }
    }

    @Test
    void theSameVariantIsReplaced() {
        StoredVariants variants = StoredVariants.of(variant("de", 0)).with(variant("fr", 1));
        StoredResponse german = variant("de", 2);
        StoredVariants next = variants.with(german);
        assertThat(next.all()).hasSize(2).first().isSameAs(german);
        assertThat(variants.all()).hasSize(2);
        assertThat(next.weight()).isGreaterThan(german.weight());
    }

    @Test
    void variantsAreBounded() {
        StoredVariants variants = StoredVariants.NONE;
        for (int i = 0; i < 20; i++) {
            variants = variants.with(variant("l" + i, i));
        }
        assertThat(variants.all()).hasSize(StoredVariants.MAX);
        assertThat(variants.select(Fields.of("Accept-Language", "l3"), T)).isEmpty();
        assertThat(variants.select(Fields.of("Accept-Language", "l4"), T)).isPresent();
        List<StoredResponse> many =
                IntStream.range(0, 20).mapToObj(i -> variant("l" + i, i)).toList();
        assertThat(StoredVariants.of(many).all()).isEqualTo(many.subList(0, StoredVariants.MAX));
    }

    @Test
    void oneContentGetsItsCodedForm() {
        StoredResponse german = variant("de", 0);
        StoredResponse french = variant("fr", 1);
        StoredVariants recoded = StoredVariants.of(List.of(german, french))
                .recoded(german.content().id(), ContentCoding.GZIP, Optional.of(Samples.content("zip", 9)));
        assertThat(recoded.all().get(0).content().tried(ContentCoding.GZIP)).isTrue();
        assertThat(recoded.all().get(0).selecting()).isEqualTo(german.selecting());
        assertThat(recoded.all().get(1)).isSameAs(french);
    }

    @Test
    void oneIsTakenOutByItsContent() {
        StoredResponse german = variant("de", 0);
        StoredVariants variants = StoredVariants.of(german);
        assertThat(variants.without(new ContentId(9, 9)).all()).containsExactly(german);
        assertThat(variants.without(german.content().id()).isEmpty()).isTrue();
    }
}
