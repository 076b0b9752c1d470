package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/**
 * One client's share of mixed traffic: request {@code n} is of kind {@code n % 100}. Whatever can be new with each
 * request is: query, host, key, refused path; a gateway that remembers such things grows.
 */
final class Traffic implements AutoCloseable {
    private static final String USER = "X-Api-Key: " + Conf.USER_KEY + "\r\n";
    private static final String CONTENT = "x".repeat(2_048);

    private final int port;
    private Wire wire;

    Traffic(int port) throws IOException {
        this.port = port;
        this.wire = new Wire(port);
    }

    /** Sends request {@code n} and checks its answer. */
    void request(int n) throws IOException {
        int kind = n % 100;
        if (kind < 35) {
            kept("GET /cacheable/" + n % 50, USER, 200);
        } else if (kind < 55) {
            kept("GET /forward?n=" + n, USER, 200);
        } else if (kind < 65) {
            kept("GET /cacheable/" + n % 50, USER + "If-None-Match: \"v1\"\r\n", 304);
        } else if (kind < 69) {
            kept("GET /cacheable/" + n % 50, "", 401);
        } else if (kind < 72) {
            kept("GET /x", "X-Api-Key: fbk_user_" + String.format("%043d", n) + "\r\n", 401);
        } else if (kind < 75) {
            kept("GET /admin/" + n, USER, 403);
        } else if (kind < 80) {
            last("GET /x/%2e%2e/" + n, USER, 400);
        } else if (kind < 84) {
            last("GET /forward?n=" + n, USER + "Connection: close\r\n", 200);
        } else if (kind < 89) {
            upload(USER + "Content-Length: " + CONTENT.length() + "\r\n", CONTENT);
        } else if (kind < 93) {
            String chunk = Integer.toHexString(CONTENT.length()) + "\r\n" + CONTENT + "\r\n";
            upload(USER + "Transfer-Encoding: chunked\r\n", chunk + chunk + "0\r\n\r\n");
        } else if (kind < 95) {
            cut(n);
        } else if (kind < 97) {
            hangUpBeforeTheAnswer(n);
        } else if (kind < 98) {
            hangUpInContent(n);
        } else {
            hangUpInUpload(n);
        }
    }

    private static String request(String line, String fields) {
        return line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
    }

    private void kept(String line, String fields, int status) throws IOException {
        wire.send(request(line, fields));
        Wire.Answer answer = wire.read(true);
        answer.expect(status);
        assertThat(answer.clean()).as(answer.toString()).isTrue();
    }

    private void last(String line, String fields, int status) throws IOException {
        kept(line, fields, status);
        assertThat(wire.closed()).as(line).isTrue();
        reconnect();
    }

    private void upload(String fields, String framed) throws IOException {
        wire.send(request("POST /upload", fields) + framed);
        wire.read(true).expect(200);
    }

    private void cut(int n) throws IOException {
        wire.send(request("GET /cut?n=" + n, USER));
        Wire.Answer answer = wire.read(true);
        answer.expect(200, 502);
        assertThat(answer.status() == 200 && answer.clean())
                .as(answer.toString())
                .isFalse();
        reconnect();
    }

    private void hangUpBeforeTheAnswer(int n) throws IOException {
        wire.send(request("GET /forward?n=" + n, USER));
        reset();
    }

    private void hangUpInContent(int n) throws IOException {
        wire.send(request("GET /large?n=" + n, USER));
        wire.readHead().expect(200);
        reset();
    }

    private void hangUpInUpload(int n) throws IOException {
        wire.send(request("POST /upload?n=" + n, USER + "Content-Length: 100000\r\n") + CONTENT);
        reset();
    }

    private void reset() throws IOException {
        wire.reset();
        wire = new Wire(port);
    }

    private void reconnect() throws IOException {
        wire.close();
        wire = new Wire(port);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
