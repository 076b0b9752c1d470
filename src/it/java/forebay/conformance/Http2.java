package forebay.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** HTTP/2 in clear text, one connection for all cases of a class. */
final class Http2 implements Client {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .connectTimeout(Duration.ofSeconds(60))
            .build();

    private final int port;

    /** Makes the connection, so that what comes at once later need not. */
    Http2(int port) throws IOException, InterruptedException {
        this.port = port;
        exchange("GET", "/_forebay/health", List.of(), Optional.empty());
    }

    @Override
    public String authority() {
        return "localhost:" + port;
    }

    @Override
    public Reply exchange(String method, String target, List<String> lines, Optional<String> content)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + target))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        content.map(HttpRequest.BodyPublishers::ofString).orElse(HttpRequest.BodyPublishers.noBody()));
        for (String line : lines) {
            int colon = line.indexOf(':');
            request.header(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.version() != HttpClient.Version.HTTP_2) {
            throw new IllegalStateException("not HTTP/2 but " + response.version());
        }
        List<String> fields = new ArrayList<>();
        response.headers().map().forEach((name, values) -> values.forEach(value -> fields.add(name + ": " + value)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean clean = true;
        try (InputStream in = response.body()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes.write(buffer, 0, read);
            }
        } catch (IOException e) {
            clean = false;
        }
        return new Reply(
                response.statusCode(),
                fields,
                bytes.toString(StandardCharsets.ISO_8859_1),
                clean,
                List.of(),
                List.of(),
                0);
    }
}
