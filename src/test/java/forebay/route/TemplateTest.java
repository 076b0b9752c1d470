package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static Template template(String text) {
        return Template.parse(text, List.of(Variable.values())).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"plain, plain", "{host}, <host>", "a{client}b{host}, a<client>b<host>", "{{host}, {host}", "a}b, a}b"})
    void variablesAreFilledIn(String text, String rendered) {
        assertThat(template(text).render(variable -> "<" + variable.word() + ">"))
                .isEqualTo(rendered);
    }

    @ParameterizedTest
    @CsvSource({"{", "{host", "{hosts}", "{}", "{status}"})
    void whatIsNoKnownVariableIsNoTemplate(String text) {
        assertThat(Template.parse(text, Variable.OF_FIELDS)).isEmpty();
    }

    @Test
    void fieldsAreRemovedThenSetThenAdded() {
        FieldEdits edits = new FieldEdits(
                List.of("x-gone"),
                List.of(new FieldEdits.Line("X-Set", template("{host}"))),
                List.of(new FieldEdits.Line("X-Add", template("2"))));
        Fields fields =
                Fields.of("X-Gone", "1", "x-set", "1", "X-Kept", "1", "X-Set", "2", "x-add", "1", "X-GONE", "2");

        assertThat(edits.apply(fields, variable -> "h"))
                .isEqualTo(Fields.of("X-Kept", "1", "x-add", "1", "X-Set", "h", "X-Add", "2"));
        assertThat(FieldEdits.NONE.apply(fields, variable -> "h")).isSameAs(fields);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "https, , {path}, https://app.test/old/a%20b?q=1",
        "https, , /, https://app.test/?q=1",
        "http, , /new{rest}, http://app.test:8080/new/a%20b?q=1",
        ", other.test:81, {rest}, http://other.test:81/a%20b?q=1",
        ", , /new, http://app.test:8080/new?q=1"
    })
    void aRedirectIsAnAbsoluteUri(String scheme, String host, String path, String location) {
        CanonicalTarget target =
                ((CanonicalTarget.Accepted) CanonicalTarget.parse("/old/a%20b?q=1", Set.of())).target();
        Redirect redirect =
                new Redirect(308, Optional.ofNullable(scheme), Optional.ofNullable(host), template(path), true);

        assertThat(redirect.location(asked("app.test:8080"), target, "/old", ""))
                .isEqualTo(location);
    }

    private static RequestHead asked(String authority) {
        return new RequestHead("GET", "http", authority, "/old", Fields.EMPTY);
    }

    @Test
    void aRedirectKnowsWhereTheGatewayIsMountedUnlessItLeadsElsewhere() {
        CanonicalTarget target = ((CanonicalTarget.Accepted) CanonicalTarget.parse("/old/x", Set.of())).target();
        Redirect here = new Redirect(302, Optional.empty(), Optional.empty(), template("/new{rest}"), false);
        Redirect elsewhere = new Redirect(302, Optional.empty(), Optional.of("b.test"), template("/new{rest}"), false);

        assertThat(here.location(asked("a.test"), target, "/old", "/gate")).isEqualTo("http://a.test/gate/new/x");
        assertThat(elsewhere.location(asked("a.test"), target, "/old", "/gate")).isEqualTo("http://b.test/new/x");
    }

    @Test
    void aRedirectNeverNamesAnotherHostByItsPath() {
        CanonicalTarget target = ((CanonicalTarget.Accepted) CanonicalTarget.parse("/old", Set.of())).target();
        Redirect redirect = new Redirect(302, Optional.empty(), Optional.empty(), template("{rest}"), false);

        assertThat(redirect.location(asked("app.test"), target, "/old", "")).isEqualTo("http://app.test/");
    }
}
