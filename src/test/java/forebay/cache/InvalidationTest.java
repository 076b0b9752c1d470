package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import forebay.http.Escapes;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationTest {
    private static final PlainUri TARGET = PlainUri.of("http", "a.test", "/dir/x", Optional.of("q=1"));

    private static List<PlainUri> targets(String method, int status, String... fields) {
        RequestHead request = new RequestHead(method, "http", "a.test", "/dir/x?q=1", Fields.EMPTY);
        return Invalidation.targets(request, TARGET, new ResponseHead(status, Fields.of(fields)));
    }

    @ParameterizedTest(name = "§4.4 {0} {1}")
    @CsvSource({
        "POST, 200, true",
        "PUT, 204, true",
        "DELETE, 200, true",
        "PATCH, 303, true",
        "POST, 399, true",
        "M-SEARCH, 200, true",
        "get, 200, true",
        "GET, 200, false",
        "HEAD, 200, false",
        "OPTIONS, 200, false",
        "TRACE, 200, false",
        "POST, 400, false",
        "PUT, 412, false",
        "DELETE, 500, false",
        "POST, 101, false"
    })
    @Holds("9111-4.4-1")
    void theTarget(String method, int status, boolean invalidates) {
        assertThat(targets(method, status)).isEqualTo(invalidates ? List.of(TARGET) : List.of());
    }

    @ParameterizedTest(name = "§4.4 {0}")
    @CsvSource(delimiter = '^', nullValues = "none", textBlock = """
            /y                            ^ http://a.test/y
            y                             ^ http://a.test/dir/y
            ../y?b                        ^ http://a.test/y?b
            ?b                            ^ http://a.test/dir/x?b
            ./y                           ^ http://a.test/dir/y
            ../../../y                    ^ http://a.test/y
            .                             ^ http://a.test/dir/
            /a/./b/../c                   ^ http://a.test/a/c
            /y?a|b                        ^ http://a.test/y?a|b
            y:z/a                         ^ none
            :y                            ^ none
            /y:z                          ^ http://a.test/y:z
            ./y:z                         ^ http://a.test/dir/y:z
            /y?http://b.test/             ^ http://a.test/y?http://b.test/
            http:y                        ^ none
            http://a.test:443/y           ^ none
            http://a.test?b               ^ http://a.test/?b
            http://a.test/y               ^ http://a.test/y
            HTTP://A.test:80/y            ^ http://a.test/y
            http://a.test                 ^ http://a.test/
            //a.test/y                    ^ http://a.test/y
            /%7euser/%c3%a9%2f            ^ http://a.test/~user/%C3%A9%2F
            /y#fragment                   ^ http://a.test/y
            https://a.test/y              ^ none
            http://a.test:8080/y          ^ none
            http://b.test/y               ^ none
            http://user@a.test/y          ^ none
            //b.test/y                    ^ none
            mailto:x@a.test               ^ none
            /a b                          ^ none
            /%zz                          ^ none
            """)
    @Holds({"9111-4.4-2", "9111-4.4-3"})
    void locationsOfTheSameOrigin(String reference, String expected) {
        for (String name : List.of("Location", "Content-Location")) {
            List<PlainUri> targets = targets("POST", 201, name, reference);
            assertThat(targets.get(0)).isEqualTo(TARGET);
            assertThat(targets.subList(1, targets.size()))
                    .extracting(PlainUri::toString)
                    .isEqualTo(expected == null ? List.of() : List.of(expected));
        }
    }

    @ParameterizedTest(name = "§4.4 {0}")
    @ValueSource(strings = {"/dir/x?q=1", "x?q=1", "http://a.test/dir/x?q=1", "", "#top", "?q=1"})
    void theTargetIsNotNamedTwice(String reference) {
        assertThat(targets("POST", 200, "Location", reference, "Content-Location", reference))
                .containsExactly(TARGET);
    }

    @ParameterizedTest(name = "RFC 9875 §3 {0} {1}: {2}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            POST   | 200 | "a", "b", "a" | a b
            DELETE | 500 | "a"           | a
            get    | 200 | "a"           | a
            POST   | 200 | a             | none
            GET    | 200 | "a"           | none
            HEAD   | 200 | "a"           | none
            """)
    void groupsOfTheSameOrigin(String method, int status, String groups, String expected) {
        RequestHead request = new RequestHead(method, "http", "a.test", "/dir/x?q=1", Fields.EMPTY);
        ResponseHead response = new ResponseHead(status, Fields.of("Cache-Group-Invalidation", groups));
        assertThat(Invalidation.groups(request, TARGET, response))
                .isEqualTo(
                        expected == null
                                ? List.of()
                                : List.of(expected.split(" ")).stream()
                                        .map(name -> OriginGroup.of(TARGET, name))
                                        .toList());
    }

    @ParameterizedTest(name = "RFC 9110 §9.2.1 {0}: {1}")
    @CsvSource({"GET, true", "HEAD, true", "OPTIONS, true", "TRACE, true", "POST, false", "get, false", "'', false"})
    void safeMethods(String method, boolean safe) {
        assertThat(Invalidation.isSafe(method)).isEqualTo(safe);
    }

    @Property
    void noReferenceMakesItThrow(@ForAll String reference) {
        assertThat(targets("POST", 200, "Location", reference)).startsWith(TARGET);
        String normal = Escapes.normalized(Escapes.normalized(reference));
        assertThat(Escapes.normalized(normal)).isEqualTo(normal);
    }
}
