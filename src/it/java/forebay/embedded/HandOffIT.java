package forebay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests are served on the thread that found them, and none waits for long behind one that blocks. */
class HandOffIT {
    private static final int SELECTORS = Runtime.getRuntime().availableProcessors();

    @TempDir
    Path temp;

    private EmbeddedServer server;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedServer.start(
                TestWebapp.options(Optional.empty()), TestWebapp.working(temp.resolve("w")), temp.resolve("t"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp connect() throws Exception {
        return new RawHttp(server.addresses().get(0));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
    }

    @Test
    void requestsThatBlockHoldUpNoOthers() throws Exception {
        List<RawHttp> blocked = new ArrayList<>();
        for (int i = 0; i < 4 * SELECTORS; i++) {
            RawHttp client = connect();
            blocked.add(client.send("POST /b" + i + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\n"));
            String target = "/b" + i;
            await().until(() -> TestServlet.READING.contains(target));
        }
        for (int i = 0; i < 2 * SELECTORS; i++) {
            try (RawHttp client = connect()) {
                client.send(get("/free")).awaitAnswer("[|/free]");
            }
        }
        for (RawHttp client : blocked) {
            client.send("x").awaitAnswer("]");
            client.close();
        }
    }

    @Test
    void aConnectionGoesOnAfterAnAnswerFromAnotherThread() throws Exception {
        try (RawHttp client = connect()) {
            for (int i = 0; i < 3; i++) {
                client.send(get("/wait"));
                TestServlet.answerOne();
                client.awaitAnswer("late");
                client.send(get("/next")).awaitAnswer("[|/next]");
            }
        }
    }

    @Test
    void aRequestThatCameMeanwhileIsServedAfterAnAnswerFromAnotherThread() throws Exception {
        try (RawHttp client = connect()) {
            client.send(get("/wait") + get("/pipelined"));
            TestServlet.answerOne();
            client.awaitAnswer("late");
            client.awaitAnswer("[|/pipelined]");
        }
    }

    @Test
    void aRequestWithContentIsFollowedByAnother() throws Exception {
        try (RawHttp client = connect()) {
            client.send("POST /wait HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nab");
            TestServlet.answerOne();
            client.awaitAnswer("late");
            client.send(get("/next")).awaitAnswer("[|/next]");
        }
    }

    @Test
    void aConnectionThatIsToCloseCloses() throws Exception {
        try (RawHttp client = connect()) {
            client.send("GET /wait HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
            TestServlet.answerOne();
            assertThat(client.readAll()).startsWith("HTTP/1.1 200").endsWith("late");
        }
    }

    @Test
    void theWatchSleepsWhileNothingComesAndEndsWithTheServer() throws Exception {
        try (RawHttp client = connect()) {
            client.send(get("/a")).awaitAnswer("[|/a]");
            await().until(() -> watches().stream().allMatch(watch -> watch.getState() == Thread.State.WAITING));
            client.send(get("/b")).awaitAnswer("[|/b]");
        }
        // Those of servers that were closed before may be ending still.
        await().until(() -> watches().size() == 1);
        List<Thread> ending = watches();
        server.close();
        await().until(() -> ending.stream().noneMatch(Thread::isAlive));
    }

    private static List<Thread> watches() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(LazyHandOff.THREAD))
                .toList();
    }
}
