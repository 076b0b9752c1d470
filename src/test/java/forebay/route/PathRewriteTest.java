package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import forebay.http.CanonicalTarget;
import forebay.http.CanonicalTarget.Accepted;
import forebay.http.TargetLeniency;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRewriteTest {
    private static final List<String> SEGMENTS =
            List.of("a", "b%2Fc", "%61", "caf%c3%a9", "x;v=1", "..;", "%2e%2e", "c.", "", "%2525", "%5c", "(y)", "a,b");

    private static CanonicalTarget target(String received) {
        return ((Accepted) CanonicalTarget.parse(received, EnumSet.allOf(TargetLeniency.class))).target();
    }

    @ParameterizedTest(name = "{0} replaced by {1}: {2} is sent as {3}")
    @CsvSource({
        "/shop, /, /shop, /",
        "/shop, /, /shop/, /",
        "/shop, /, /shop?a, /?a",
        "/shop, /, /shop/x?a=/shop, /x?a=/shop",
        "/shop, /app, /shop, /app",
        "/shop, /app, /shop/, /app/",
        "/shop, /app/v 1, /sh%6Fp/caf%c3%a9, /app/v%201/caf%c3%a9",
        "/, /app, /, /app",
        "/, /app, /x/, /app/x/",
        "/a/b, /c, /a/b/d%7E/e, /c/d%7E/e",
        "/npm, /, /npm/@a%2fb, /@a%2fb",
        "/loose, /in, /loose//x, /in//x"
    })
    void aPrefixIsReplacedAndTheRestIsSentAsItCame(String from, String to, String received, String sent) {
        assertThat(new PathRewrite.Prefix(from, to).target(target(received))).contains(sent);
    }

    @ParameterizedTest(name = "{0} without {1} can not be sent")
    @CsvSource({"/loose//evil.test/x, /loose", "/loose//, /loose"})
    void nothingThatLooksLikeAnotherHostIsMade(String received, String from) {
        assertThat(new PathRewrite.Prefix(from, "/").target(target(received))).isEmpty();
    }

    @ParameterizedTest(name = "{2} is {3} for clients")
    @CsvSource({
        "/shop, /, /x?a#b, /shop/x?a#b",
        "/shop, /, /, /shop/",
        "/shop, /app, /app, /shop",
        "/shop, /app, /app/x, /shop/x",
        "/shop, /app, /app?x, /shop?x",
        "/shop, /app, /apple, ",
        "/shop, /app, /other, ",
        "/, /app, /app, /",
        "/, /app, /app?x, /?x",
        "/, /app, /app/x, /x",
        "/caf é, /%61pp, /x, "
    })
    void whatTheUpstreamCallsAPathHasAPublicName(String from, String to, String path, String back) {
        assertThat(new PathRewrite.Prefix(from, to).back(path)).isEqualTo(Optional.ofNullable(back));
    }

    @ParameterizedTest(name = "{0} for {1}, {2}: {3} becomes {4}")
    @CsvSource({
        "/shop, /app, BACK, /app, /shop",
        "/shop, /app, BACK, /app/x/, /shop/x/",
        "/shop, /app, BACK, /other, ",
        "/shop, /app, BACK, /, ",
        "/shop, /, BACK, /x, /shop/x",
        "/shop, /, BACK, /, ",
        "/shop, /, BACK, x, ",
        "/shop, /app, WITHIN, /app, /shop",
        "/shop, /app, WITHIN, /, /shop",
        "/a b, /, WITHIN, /, /a%20b",
        "/, /app, WITHIN, /, /",
        "/shop, /app, KEEP, /app, ",
    })
    void cookiesAreForPathsThatClientsKnow(String from, String to, CookiePaths how, String path, String known) {
        assertThat(new PathRewrite.Prefix(from, to, how).cookiePath(path)).isEqualTo(Optional.ofNullable(known));
    }

    @ParameterizedTest(name = "{0} is sent as {1}")
    @CsvSource({
        "/item/42?q=1, /api/items/42/view?q=1",
        "/item/4 2, /item/4 2",
        "/other, /other",
        "/name/caf%C3%A9, /n/caf%C3%A9",
        "/name/a%3Fb%23c, /n/a%3Fb%23c",
        "/up/x, ",
        "/name/x%252e, "
    })
    void aPatternMakesAPathOfTheWhole(String received, String sent) {
        String target = received.replace(" ", "%20");
        PathRewrite rewrite = target.startsWith("/item")
                ? new PathRewrite.Whole(Pattern.compile("/item/([0-9]+)"), "/api/items/$1/view")
                : new PathRewrite.Whole(
                        Pattern.compile("/(?:(?P<up>up)|name)/(.*)"), target.startsWith("/up") ? "/n/../$2" : "/n/$2");

        assertThat(rewrite.target(target(target)))
                .isEqualTo(Optional.ofNullable(sent).map(text -> text.replace(" ", "%20")));
    }

    @Property(tries = 3_000)
    void whatIsSentMeansTheClientsPathWithTheOtherPrefix(@ForAll Random random) {
        String rest = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> "/" + SEGMENTS.get(random.nextInt(SEGMENTS.size())))
                .collect(Collectors.joining());
        Set<TargetLeniency> leniency = random.nextBoolean() ? Set.of() : EnumSet.allOf(TargetLeniency.class);
        if (!(CanonicalTarget.parse("/sh%6fp" + rest + "?q=%zz", leniency) instanceof Accepted accepted)) {
            return;
        }
        String to = random.nextBoolean() ? "/" : "/app/x";
        Optional<String> sent = new PathRewrite.Prefix("/shop", to).target(accepted.target());
        if (sent.isEmpty()) {
            assertThat(accepted.target().accessForms())
                    .as("only what is read differently fails")
                    .hasSizeGreaterThan(1);
            return;
        }

        assertThat(sent.get()).endsWith(rest + "?q=%zz").doesNotStartWith("//");
        Accepted read = (Accepted) CanonicalTarget.parse(sent.get(), leniency);
        Set<String> expected = accepted.target().accessForms().stream()
                .map(form -> (to.equals("/") ? "" : to) + form.substring("/shop".length()))
                .map(form -> form.isEmpty() ? "/" : form)
                .collect(Collectors.toSet());
        assertThat(expected).containsAll(read.target().accessForms());
    }
}
