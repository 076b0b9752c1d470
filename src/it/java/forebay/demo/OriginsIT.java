package forebay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsIT {
    private static HttpResponse<String> get(URI origin, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(origin.resolve(path))
                                .header("X-Probe", "seen")
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void everyPageNamesItsOriginAndSaysWhoMayKeepIt() throws Exception {
        try (Origins origins = Origins.start(List.of("a", "b"))) {
            for (int i = 0; i < 2; i++) {
                URI origin = origins.addresses().get(i);
                String name = List.of("a", "b").get(i);
                page(get(origin, "/"), name, "no-store");
                page(get(origin, "/cacheable"), name, "public, max-age=60");
                page(get(origin, "/slow"), name, "public, max-age=10");
                page(get(origin, "/personal"), name, "private, no-store");
                assertThat(get(origin, "/personal").body()).contains("X-Probe: seen");
            }
        }
    }

    private static void page(HttpResponse<String> response, String origin, String cacheControl) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Served-By")).contains(origin);
        assertThat(response.headers().firstValue("Cache-Control")).contains(cacheControl);
        assertThat(response.body()).contains(origin);
    }
}
