package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
    private static final Fields SOME = Fields.of("Vary", "a", "ETag", "\"1\"", "vary", "b, c");

    @Test
    void namesCompareWithoutCaseAndKeepIt() {
        assertThat(SOME.contains("VARY")).isTrue();
        assertThat(SOME.contains("Age")).isFalse();
        assertThat(SOME.first("etag")).contains("\"1\"");
        assertThat(SOME.first("Age")).isEmpty();
        assertThat(SOME.name(2)).isEqualTo("vary");
        assertThat(SOME.value(2)).isEqualTo("b, c");
        assertThat(SOME.size()).isEqualTo(3);
    }

    @Test
    void linesOfOneNameStayInOrder() {
        assertThat(SOME.all("vary")).containsExactly("a", "b, c");
        assertThat(SOME.all("ETag")).containsExactly("\"1\"");
        assertThat(SOME.all("Age")).isEmpty();
        assertThat(SOME.combined("Vary")).contains("a, b, c");
        assertThat(SOME.combined("ETag")).contains("\"1\"");
        assertThat(SOME.combined("Age")).isEmpty();
    }

    @Test
    void changesLeaveTheOriginalAlone() {
        assertThat(SOME.with("vary", "d")).isEqualTo(Fields.of("ETag", "\"1\"", "vary", "d"));
        assertThat(SOME.plus("Vary", "d").all("Vary")).containsExactly("a", "b, c", "d");
        assertThat(SOME.without("VARY")).isEqualTo(Fields.of("ETag", "\"1\""));
        assertThat(SOME.without("Age")).isSameAs(SOME);
        assertThat(SOME.filter(name -> false)).isSameAs(Fields.EMPTY);
        assertThat(SOME.filter(name -> true)).isSameAs(SOME);
        assertThat(SOME.size()).isEqualTo(3);
    }

    @Test
    void namesAndValuesComeInPairs() {
        assertThatThrownBy(() -> Fields.of("Vary"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Vary");
        assertThat(Fields.of()).isSameAs(Fields.EMPTY);
    }

    @Test
    void theyAreIterated() {
        Iterator<Fields.Line> lines = Fields.of("A", "1").iterator();
        assertThat(lines.next()).isEqualTo(new Fields.Line("A", "1"));
        assertThat(lines.hasNext()).isFalse();
        assertThatThrownBy(lines::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void equalityAndText() {
        assertThat(Fields.of("A", "1")).isEqualTo(Fields.of("A", "1")).hasSameHashCodeAs(Fields.of("A", "1"));
        assertThat(Fields.of("A", "1")).isNotEqualTo(Fields.of("a", "1")).isNotEqualTo("A: 1");
        assertThat(Fields.of("A", "1").hashCode())
                .isNotEqualTo(Fields.of("A", "2").hashCode());
        assertThat(SOME).hasToString("Vary: a\nETag: \"1\"\nvary: b, c\n");
    }

    @ParameterizedTest(name = "{0} alone, as {1}: {2}")
    @CsvSource({
        "etag, '\"1\"', true",
        "ETag, '\"1\"', true",
        "ETag, '\"2\"', false",
        "Vary, a, false",
        "Vary, 'b, c', false",
        "Age, '', false",
        "First, 1, true"
    })
    void aLineOfItsNameIsAloneOrNot(String name, String value, boolean only) {
        Fields fields = Fields.of("First", "1", "Vary", "a", "ETag", "\"1\"", "vary", "b, c");
        assertThat(fields.isOnly(name, value)).isEqualTo(only);
    }

    @Property(tries = 200)
    void whatIsAddedIsFoundInOrder(@ForAll List<String> values) {
        Fields.Builder builder = Fields.builder().add("Other", "x");
        values.forEach(value -> builder.add("Name", value));
        Fields fields = builder.addAll(Fields.of("nAme", "last")).build();
        assertThat(fields.all("NAME").subList(0, values.size())).isEqualTo(values);
        assertThat(fields.all("NAME")).hasSize(values.size() + 1);
    }

    @Test
    void headsTakeOtherFields() {
        RequestHead request = new RequestHead("GET", "http", "a.test", "/?q", Fields.EMPTY);
        assertThat(request.withFields(SOME)).isEqualTo(new RequestHead("GET", "http", "a.test", "/?q", SOME));
        assertThat(new ResponseHead(200, Fields.EMPTY).withFields(SOME)).isEqualTo(new ResponseHead(200, SOME));
    }
}
