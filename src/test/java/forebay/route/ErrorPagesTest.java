package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorPagesTest {
    private static Template page(String text) {
        return Template.lenient(text, Variable.OF_PAGES);
    }

    private static String name(ErrorPages pages, int status) {
        return pages.page(status).map(page -> page.render(Variable::word)).orElse("none");
    }

    @Test
    void aStatusIsTakenBeforeItsClassAndARoutesOwnPagesBeforeAll() {
        ErrorPages all = new ErrorPages(Map.of("404", page("a"), "4xx", page("b"), "503", page("c")));
        ErrorPages route = new ErrorPages(Map.of("4xx", page("d"), "502", page("e")));

        assertThat(List.of(name(all, 404), name(all, 400), name(all, 503), name(all, 500)))
                .containsExactly("a", "b", "c", "none");
        ErrorPages both = route.or(all);
        assertThat(List.of(name(both, 404), name(both, 400), name(both, 503), name(both, 502), name(both, 500)))
                .containsExactly("d", "d", "c", "e", "none");
        assertThat(route.or(ErrorPages.NONE)).isEqualTo(route);
    }

    @Test
    void valuesAreEscapedAndOtherBracesStay() {
        String text = ErrorPages.render(
                page("a {b} {{code} {status {title} {client}"), variable -> "<" + variable.word() + " '\"&>");

        assertThat(text)
                .isEqualTo("a {b} {&lt;code &#39;&quot;&amp;&gt; {status &lt;title &#39;&quot;&amp;&gt; {client}");
    }
}
