package forebay.conformance;

import forebay.support.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** HTTP/1.1, a connection for each request. */
record Http1(int port) implements Client {
    @Override
    public String authority() {
        return "localhost";
    }

    @Override
    public Reply exchange(String method, String target, List<String> lines, Optional<String> content)
            throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(method).append(' ').append(target).append(" HTTP/1.1\nHost: localhost\n");
        lines.forEach(line -> text.append(line).append('\n'));
        content.ifPresent(
                body -> text.append("Content-Length: ").append(body.length()).append('\n'));
        text.append('\n').append(content.orElse(""));
        try (RawClient client = new RawClient(port)) {
            RawClient.Answer answer = client.send(text.toString()).read(method);
            return new Reply(
                    answer.status(),
                    answer.fields(),
                    answer.content(),
                    answer.complete(),
                    client.interims(),
                    answer.trailers(),
                    0);
        }
    }
}
