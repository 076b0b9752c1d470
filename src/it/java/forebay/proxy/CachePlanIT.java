package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.exchange.Attempt;
import forebay.exchange.CachePlan;
import forebay.exchange.ContentSink;
import forebay.exchange.ContentSource;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cache's plan is asked at the right moments, and what it says is done. */
class CachePlanIT {
    /** Records what it is asked and answers what the test says. */
    private static final class Plan implements CachePlan {
        final List<String> asked = new CopyOnWriteArrayList<>();
        private final Verdict verdict;
        private final FailureVerdict failure;

        Plan(Verdict verdict, FailureVerdict failure) {
            this.verdict = verdict;
            this.failure = failure;
        }

        @Override
        public RequestHead onForward(RequestHead forwarded) {
            asked.add("forward");
            return forwarded.withFields(forwarded.fields().with("If-None-Match", "\"mine\""));
        }

        @Override
        public Verdict onHead(ResponseHead head, Framing framing) {
            asked.add(head.status() + " " + framing);
            return verdict == null ? new Relay(head.withFields(head.fields().plus("Cache-Status", "test"))) : verdict;
        }

        @Override
        public FailureVerdict onFailure(NoAnswer why) {
            asked.add("failure");
            return failure;
        }
    }

    /** Content in memory that is written by a sink and read by a client. */
    private static final class Memory implements ContentSink, ContentSource {
        private final Queue<byte[]> pieces = new ArrayDeque<>();
        private final List<Runnable> waiting = new ArrayList<>();
        private Piece end;
        private boolean cancelled;
        volatile boolean wanted = true;
        final CountDownLatch ended = new CountDownLatch(1);
        final StringBuilder all = new StringBuilder();

        @Override
        public void write(ByteBuffer bytes, Runnable onReady) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            synchronized (this) {
                pieces.add(copy);
                all.append(new String(copy, StandardCharsets.US_ASCII));
            }
            wake();
            onReady.run();
        }

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public void complete(Fields trailers) {
            synchronized (this) {
                end = new End(trailers);
            }
            wake();
            ended.countDown();
        }

        @Override
        public void fail(Throwable cause) {
            synchronized (this) {
                end = new Failure(cause);
            }
            wake();
            ended.countDown();
        }

        @Override
        public synchronized Piece next() {
            byte[] piece = pieces.poll();
            return piece == null ? end : new Data(ByteBuffer.wrap(piece), () -> {});
        }

        @Override
        public void demand(Runnable onAvailable) {
            synchronized (this) {
                if (pieces.isEmpty() && end == null) {
                    waiting.add(onAvailable);
                    return;
                }
            }
            onAvailable.run();
        }

        private void wake() {
            List<Runnable> now;
            synchronized (this) {
                now = List.copyOf(waiting);
                waiting.clear();
            }
            now.forEach(Runnable::run);
        }

        @Override
        public synchronized void cancel(Throwable reason) {
            cancelled = true;
        }

        synchronized boolean cancelled() {
            return cancelled;
        }

        static Memory of(String content) {
            Memory memory = new Memory();
            memory.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), () -> {});
            memory.complete(Fields.EMPTY);
            return memory;
        }
    }

    private static final CachePlan.GiveUp GIVE_UP = new CachePlan.GiveUp();

    @ParameterizedTest(name = "§6.3 {0} {1}")
    @CsvSource({
        "GET, HTTP/1.1 200 OK~Content-Length: 2~~ok, 200 DELIMITED",
        "GET, HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~~, 200 DELIMITED",
        "GET, HTTP/1.1 200 OK~Connection: close~~ok, 200 CLOSE_DELIMITED",
        "GET, HTTP/1.0 200 OK~~ok, 200 CLOSE_DELIMITED",
        "GET, HTTP/1.1 204 No~~, 204 NONE",
        "GET, HTTP/1.1 304 No~~, 304 NONE",
        "HEAD, HTTP/1.1 200 OK~Content-Length: 2~~, 200 NONE"
    })
    void thePlanSeesTheFinalHeadOnce(String method, String script, String seen) throws Exception {
        Plan plan = new Plan(null, GIVE_UP);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 103 Early\n\n" + script.replace('~', '\n'));
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere(), origin.url())) {
            proxy.plan(exchange -> plan);
            RawClient.Answer answer = proxy.exchange(method + " / HTTP/1.1\nHost: app.test\n\n");

            assertThat(plan.asked).containsExactly("forward", seen);
            assertThat(answer.all("Cache-Status")).containsExactly("test");
            assertThat(origin.head().all("If-None-Match")).containsExactly("\"mine\"");
        }
    }

    @Test
    void withoutAPlanThereIsNoCacheStatus() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.get("/").all("Cache-Status")).isEmpty();
        }
    }

    @Test
    void anAnswerTakesThePlaceOfTheResponse() throws Exception {
        ResponseHead head = new ResponseHead(200, Fields.of("X-From", "store", "Content-Length", "6"));
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(200, "", "thrown away"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            proxy.plan(exchange -> new Plan(new CachePlan.Answer(head, Memory.of("stored")), GIVE_UP));
            for (int i = 0; i < 3; i++) {
                RawClient.Answer answer =
                        client.send("GET / HTTP/1.1\nHost: app.test\n\n").read("GET");
                assertThat(answer.content()).isEqualTo("stored");
                assertThat(answer.all("X-From")).containsExactly("store");
            }
        }
    }

    @Test
    void anAnswerHelpsWhereNoUpstreamDoes() throws Exception {
        ResponseHead head = new ResponseHead(200, Fields.of("Content-Length", "5"));
        Plan plan = new Plan(null, new CachePlan.Answer(head, Memory.of("stale")));
        try (ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere())) {
            proxy.plan(exchange -> plan);
            assertThat(proxy.get("/").content()).isEqualTo("stale");
            assertThat(plan.asked).containsExactly("forward", "failure");
        }
    }

    @Test
    void aPlanThatGivesUpIsAskedOnce() throws Exception {
        Plan plan = new Plan(null, GIVE_UP);
        try (ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere())) {
            proxy.plan(exchange -> plan);
            assertThat(proxy.get("/").status()).isEqualTo(503);
            assertThat(plan.asked).containsExactly("forward", "failure");
        }
    }

    @Test
    void aPlanIsReleasedWhereNothingIsForwarded() throws Exception {
        Plan plan = new Plan(null, GIVE_UP);
        try (ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere())) {
            proxy.plan(exchange -> plan);
            proxy.unroute();
            assertThat(proxy.get("/").status()).isEqualTo(404);
            assertThat(plan.asked).containsExactly("failure");
        }
    }

    @Test
    void sharedContentIsWrittenOnceAndReadFromThere() throws Exception {
        Memory memory = new Memory();
        String content = "shared ".repeat(20_000);
        ResponseHead head = new ResponseHead(200, Fields.of("X-Shared", "1"));
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(200, "", content));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.plan(exchange -> new Plan(new CachePlan.Share(head, memory, memory), GIVE_UP));
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.content()).isEqualTo(content);
            assertThat(answer.all("X-Shared")).containsExactly("1");
            assertThat(proxy.attempts(0)).extracting(Attempt::outcome).containsExactly(Attempt.Outcome.ANSWERED);
        }
    }

    @Test
    void sharedContentGoesOnWithoutTheClient() throws Exception {
        Memory memory = new Memory();
        CountDownLatch left = new CountDownLatch(1);
        ResponseHead head = new ResponseHead(200, Fields.EMPTY);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nbegun\n");
                    left.await();
                    for (int i = 0; i < 100; i++) {
                        c.send("400\n" + "x".repeat(1024) + "\n");
                    }
                    c.send("3\nend\n0\n\n");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.plan(exchange -> new Plan(new CachePlan.Share(head, memory, memory), GIVE_UP));
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\nHost: app.test\n\n");
                assertThat(client.head().status()).isEqualTo(200);
            }
            left.countDown();
            memory.ended.await();
            await().until(memory::cancelled);
            assertThat(memory.all.toString())
                    .startsWith("begun")
                    .endsWith("end")
                    .hasSize(5 + 102_400 + 3);
        }
    }

    @Test
    void whatHadToBeValidatedAndCouldNotIs504WhateverFailed() throws Exception {
        Plan plan = new Plan(null, new CachePlan.Unvalidated());
        try (ScriptedOrigin origin = ScriptedOrigin.start(ScriptedOrigin.Conversation::reset);
                ProxyUnderTest broken = ProxyUnderTest.before(origin.url());
                ProxyUnderTest unreachable = ProxyUnderTest.before(ScriptedOrigin.nowhere())) {
            for (ProxyUnderTest proxy : List.of(broken, unreachable)) {
                proxy.plan(exchange -> plan);
                RawClient.Answer answer = proxy.get("/");
                assertThat(answer.status()).isEqualTo(504);
                assertThat(answer.all("Proxy-Status"))
                        .singleElement()
                        .asString()
                        .contains(proxy == broken ? "error=connection_terminated" : "error=connection_refused");
            }
        }
    }

    @Test
    void sharedContentThatIsCutFails() throws Exception {
        Memory memory = new Memory();
        ResponseHead head = new ResponseHead(200, Fields.of("Content-Length", "100"));
        CountDownLatch begun = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nContent-Length: 100\n\nbegun");
                    begun.await();
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            proxy.plan(exchange -> new Plan(new CachePlan.Share(head, memory, memory), GIVE_UP));
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            RawClient.Answer received = client.head();
            begun.countDown();
            assertThat(client.content(received).complete()).isFalse();
            assertThat(memory.next()).isInstanceOf(ContentSource.Failure.class);
        }
    }

    @Test
    void aRepeatedRequestGoesOutWithoutWhatThePlanAddedAndItsAnswerIsTold() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        CachePlan plan = new CachePlan() {
            private RequestHead plain;

            @Override
            public RequestHead onForward(RequestHead forwarded) {
                plain = forwarded;
                return forwarded.withFields(forwarded.fields().with("If-None-Match", "\"mine\""));
            }

            @Override
            public Verdict onHead(ResponseHead head, Framing framing) {
                asked.add(head.status() + " " + framing);
                return head.status() == 304 ? new Repeat(plain) : new Relay(head);
            }

            @Override
            public FailureVerdict onFailure(NoAnswer why) {
                return GIVE_UP;
            }
        };
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    boolean conditional = !c.head().all("If-None-Match").isEmpty();
                    c.send(
                            conditional
                                    ? "HTTP/1.1 304 Not Modified\nETag: \"other\"\n\n"
                                    : "HTTP/1.1 200 OK\nContent-Length: 3\n\nnew");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.plan(exchange -> plan);
            assertThat(proxy.get("/").content()).isEqualTo("new");
            assertThat(asked).containsExactly("304 NONE", "200 DELIMITED");
        }
    }

    @Test
    void whatNobodyWantsIsNotFetchedToItsEnd() throws Exception {
        Memory memory = new Memory();
        ResponseHead head = new ResponseHead(200, Fields.EMPTY);
        CountDownLatch unwanted = new CountDownLatch(1);
        CountDownLatch cut = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nbegun\n");
                    unwanted.await();
                    try {
                        for (int i = 0; i < 100_000; i++) {
                            c.send("400\n" + "x".repeat(1024) + "\n");
                        }
                    } catch (java.io.IOException e) {
                        cut.countDown();
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.plan(exchange -> new Plan(new CachePlan.Share(head, memory, memory), GIVE_UP));
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\nHost: app.test\n\n");
                assertThat(client.head().status()).isEqualTo(200);
                memory.wanted = false;
                unwanted.countDown();
                cut.await();
            }
            assertThat(memory.next()).isNotNull();
            await().until(() -> memory.ended.getCount() == 0);
        }
    }
}
