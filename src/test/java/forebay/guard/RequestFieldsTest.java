package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Jetty's own way is held to RequestGuardIT: it takes Jetty's requests. */
final class RequestFieldsTest {
    private final RequestFields fields = new RequestFields();

    @Test
    void anyContainerIsAskedByName() {
        HttpServletRequest request =
                request(new TreeMap<>(Map.of("A", List.of("1", "2, 3"), "b", List.of(""), "c", List.of())));

        for (int i = 0; i < 2; i++) {
            assertThat(fields.of(request)).isEqualTo(Fields.of("A", "1", "A", "2, 3", "b", ""));
        }
    }

    @Test
    void noFieldsAreNone() {
        assertThat(fields.of(request(Map.of()))).isSameAs(Fields.EMPTY);
    }

    private static HttpServletRequest request(Map<String, List<String>> lines) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                RequestFieldsTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getHeaderNames" -> Collections.enumeration(lines.keySet());
                    case "getHeaders" -> Collections.enumeration(lines.get((String) arguments[0]));
                    default -> throw new AssertionError(method);
                });
    }
}
