package forebay.cache;

import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.http.Fields;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredVariantsTest {
    private static StoredResponse variant(String language, int second) {
        SelectingFields selecting =
                SelectingFields.of(List.of("Accept-Language"), Fields.of("Accept-Language", language));
        return Samples.stored("Vary: Accept-Language", selecting, T.plusSeconds(second));
    }

    @ParameterizedTest(name = "§4.1 {0} / {1}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            text/html       | text/html        | true
            text/html       | text/plain       | false
            text/html       | TEXT/HTML        | false
            none            | none             | true
            none            | text/html        | false
            text/html       | none             | false
            """)
    void selectingFieldsMatch(String then, String now, boolean matches) {
        SelectingFields selecting = SelectingFields.of(List.of("Accept"), accept(then));
        assertThat(selecting.matches(accept(now))).isEqualTo(matches);
        assertThat(selecting.equals(SelectingFields.of(List.of("ACCEPT"), accept(now))))
                .isEqualTo(matches);
    }

    private static Fields accept(String value) {
        return value == null ? Fields.EMPTY : Fields.of("accept", value);
    }

    @Test
    void everySelectingFieldCounts() {
        Fields request = Fields.of("A", "1", "B", "2", "a", "3");
        SelectingFields selecting = SelectingFields.of(List.of("b", "A", "c", "B"), request);
        assertThat(selecting.names()).containsExactly("a", "b", "c");
        assertThat(selecting.values()).containsExactly(Optional.of("1, 3"), Optional.of("2"), Optional.empty());
        assertThat(selecting.matches(request)).isTrue();
        assertThat(selecting.matches(request.plus("C", "4"))).isFalse();
        assertThat(selecting.matches(request.with("B", "4"))).isFalse();
        assertThat(selecting.matches(Fields.of("b", "2", "A", "1, 3", "d", "5")))
                .isTrue();
    }

    @Test
    void selectingFieldsSurviveAStore() {
        SelectingFields selecting = SelectingFields.of(List.of("A", "B"), Fields.of("A", "1"));
        SelectingFields restored = SelectingFields.restore(selecting.names(), selecting.values());
        assertThat(restored).isEqualTo(selecting).hasSameHashCodeAs(selecting).hasToString(selecting.toString());
        assertThat(restored.equals((Object) "A")).isFalse();
        assertThat(SelectingFields.restore(List.of(), List.of())).isSameAs(SelectingFields.NONE);
        assertThatThrownBy(() -> SelectingFields.restore(List.of("a"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMostRecentMatchByDateIsSelected() {
        StoredResponse old = Samples.stored("", SelectingFields.NONE, T);
        StoredResponse recent = variant("de", 10);
        Fields german = Fields.of("Accept-Language", "de");
        assertThat(StoredVariants.of(List.of(old, recent)).select(german)).containsSame(recent);
        assertThat(StoredVariants.of(List.of(recent, old)).select(german)).containsSame(recent);
        assertThat(StoredVariants.of(List.of(recent, old)).select(Fields.EMPTY)).containsSame(old);
        assertThat(StoredVariants.of(recent).select(Fields.EMPTY)).isEmpty();
        assertThat(StoredVariants.NONE.select(german)).isEmpty();
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
        assertThat(variants.select(Fields.of("Accept-Language", "l3"))).isEmpty();
        assertThat(variants.select(Fields.of("Accept-Language", "l4"))).isPresent();
        List<StoredResponse> many =
                IntStream.range(0, 20).mapToObj(i -> variant("l" + i, i)).toList();
        assertThat(StoredVariants.of(many).all()).isEqualTo(many.subList(0, StoredVariants.MAX));
    }

    @Test
    void oneIsTakenOutByItsContent() {
        StoredResponse german = variant("de", 0);
        StoredVariants variants = StoredVariants.of(german);
        assertThat(variants.without(new ContentId(9, 9)).all()).containsExactly(german);
        assertThat(variants.without(german.content().id()).isEmpty()).isTrue();
    }
}
