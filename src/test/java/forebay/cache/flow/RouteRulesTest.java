package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import forebay.cache.CachePolicy;
import forebay.route.Conditions;
import forebay.route.FieldEdits;
import forebay.route.HostMatch;
import forebay.route.PathMatch;
import forebay.route.PathRewrite;
import forebay.route.PoolSplit;
import forebay.route.Route;
import forebay.route.RouteBuilder;
import forebay.route.RouteMatch;
import forebay.route.Template;
import forebay.route.Variable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What was stored under one configuration is found again under another one, or must not be. */
class RouteRulesTest {
    /** All in a route that shapes what its upstream is asked, or what may be stored of the answer. */
    private static Map<String, UnaryOperator<RouteBuilder>> changes() {
        Map<String, UnaryOperator<RouteBuilder>> changes = new HashMap<>();
        changes.put("nothing", route -> route);
        changes.put("path", route -> route.match(RouteMatch.below("/a")));
        changes.put(
                "host",
                route -> route.match(new RouteMatch(HostMatch.exact("a.test"), PathMatch.ALL, Conditions.NONE)));
        changes.put(
                "conditions",
                route -> route.match(RouteMatch.ALL.when(new Conditions(Set.of("GET"), List.of(), List.of()))));
        changes.put("host-header", route -> route.keepHost(false));
        changes.put("authorization", route -> route.authorization(true));
        changes.put("tell-user", route -> route.tellUser(true));
        changes.put("prefix", route -> route.rewrite(new PathRewrite.Prefix("/", "/a")));
        changes.put("another prefix", route -> route.rewrite(new PathRewrite.Prefix("/", "/b")));
        changes.put("pattern", route -> route.rewrite(new PathRewrite.Whole(Pattern.compile("/(.*)"), "/a/$1")));
        changes.put(
                "another pattern", route -> route.rewrite(new PathRewrite.Whole(Pattern.compile("/(.+)"), "/a/$1")));
        changes.put("set", route -> route.requestFields(new FieldEdits(List.of(), lines("a"), List.of())));
        changes.put(
                "set otherwise", route -> route.requestFields(new FieldEdits(List.of(), lines("{host}"), List.of())));
        changes.put("added", route -> route.requestFields(new FieldEdits(List.of(), List.of(), lines("a"))));
        changes.put("removed", route -> route.requestFields(new FieldEdits(List.of("X-A"), List.of(), List.of())));
        changes.put("cache", route -> route.cache(CachePolicy.RFC.withShareAuthenticated(true)));
        return changes;
    }

    private static List<FieldEdits.Line> lines(String value) {
        return List.of(new FieldEdits.Line(
                "X-A", Template.parse(value, Variable.OF_FIELDS).orElseThrow()));
    }

    private static long fingerprint(UnaryOperator<RouteBuilder> change) {
        Route route = change.apply(Route.builder("app", "pool")).build();
        return RouteRules.of(List.of(route), FlowFixture.SETTINGS)
                .of(route, "pool")
                .fingerprint();
    }

    @Test
    void whateverShapesAnAnswerIsInTheFingerprint() {
        Map<Long, String> found = new HashMap<>();
        changes()
                .forEach((what, change) -> assertThat(found.put(fingerprint(change), what))
                        .as("the same as %s", what)
                        .isNull());
    }

    @Test
    void whatIsReadAnewIsTheSame() {
        Map<String, UnaryOperator<RouteBuilder>> again = changes();
        changes()
                .forEach((what, change) ->
                        assertThat(fingerprint(again.get(what))).as(what).isEqualTo(fingerprint(change)));
    }

    @Test
    void poolsDoNotMixAndTheirSharesDoNotCount() {
        Route half = split(1);
        RouteRules rules = RouteRules.of(List.of(half), FlowFixture.SETTINGS);
        long main = rules.of(half, "main").fingerprint();
        assertThat(rules.of(half, "canary").fingerprint()).isNotEqualTo(main);
        Route most = split(9);
        RouteRules next = rules.next(List.of(most), FlowFixture.SETTINGS);
        assertThat(next.of(most, "main").fingerprint()).isEqualTo(main);
    }

    private static Route split(int weight) {
        return Route.builder("app", "main")
                .pools(new PoolSplit(
                        List.of(new PoolSplit.Share("main", weight), new PoolSplit.Share("canary", 1)),
                        new PoolSplit.EachRequest()))
                .build();
    }
}
