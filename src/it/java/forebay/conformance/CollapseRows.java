package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** RFC 9111 §4: requests that come at once for the same. */
final class CollapseRows {
    private static final String LONG = "Cache-Control: max-age=3600";

    private CollapseRows() {}

    static List<Row> rows() {
        return List.of(
                row("4", "one forward for many at once, and all get it", play -> {
                    Steps steps = new Steps();
                    play.origin(slow(steps, ok(LONG)));
                    List<CompletableFuture<Reply>> all = begin(play, 8);
                    steps.await("asked");
                    Waiting.millis(300);
                    steps.reached("answer");
                    for (CompletableFuture<Reply> reply : all) {
                        reply.get().status(200).content("visit 1");
                    }
                    assertThat(play.seen()).hasSize(1);
                }),
                row("4", "those that waited say collapsed", play -> {
                    AtomicInteger tries = new AtomicInteger();
                    // A busy machine may bring the second one when there is nothing to wait for any more.
                    Waiting.until(() -> {
                        Steps steps = new Steps();
                        String suffix = "?try=" + tries.incrementAndGet();
                        play.originAt(suffix, slow(steps, ok(LONG)));
                        List<CompletableFuture<Reply>> all = begin(play, suffix, 2);
                        steps.await("asked");
                        Waiting.millis(300);
                        steps.reached("answer");
                        List<String> said = new ArrayList<>();
                        for (CompletableFuture<Reply> reply : all) {
                            said.add(reply.get().cacheStatus());
                        }
                        return said.stream().anyMatch(text -> text.contains("; collapsed"));
                    });
                }),
                row("9110 14.2", "a range of what arrives is sent before the rest has come", play -> {
                    Steps steps = new Steps();
                    play.origin(Answer.doing(conversation -> {
                        conversation.send("HTTP/1.1 200 OK\n" + LONG + "\nETag: \"a\"\nContent-Length: 10\n\n01234");
                        steps.reached("half");
                        steps.await("rest");
                        conversation.send("56789");
                    }));
                    CompletableFuture<Reply> whole = Steps.begin(() -> play.get());
                    steps.await("half");
                    Reply part = play.get("Range: bytes=1-3");
                    part.status(206)
                            .content("123")
                            .has("Content-Range", "bytes 1-3/10")
                            .says("; collapsed");
                    CompletableFuture<Reply> end = Steps.begin(() -> play.get("Range: bytes=-2"));
                    Waiting.millis(100);
                    steps.reached("rest");
                    end.get().status(206).content("89");
                    whole.get().status(200).content("0123456789");
                    play.get("Range: bytes=4-6").hit().status(206).content("456");
                    assertThat(play.seen()).hasSize(1);
                }),
                row("3.4", "of many ranges at once one is fetched, and then the rest for all others", play -> {
                    AtomicInteger tries = new AtomicInteger();
                    // A busy machine may bring some of them when the others are answered already.
                    Waiting.until(() -> {
                        Steps steps = new Steps();
                        String suffix = "?try=" + tries.incrementAndGet();
                        int before = play.seen().size();
                        play.originAt(suffix, ranges(steps));
                        List<CompletableFuture<Reply>> all = new ArrayList<>();
                        for (int i = 0; i < 9; i++) {
                            String range = i + "-" + (i + 1);
                            all.add(Steps.begin(() -> play.at(suffix, "Range: bytes=" + range)));
                        }
                        steps.await("asked");
                        Waiting.millis(300);
                        steps.reached("answer");
                        for (int i = 0; i < 9; i++) {
                            all.get(i).get().status(206).content("0123456789".substring(i, i + 2));
                        }
                        int asked = play.seen().size() - before;
                        Reply whole = play.at(suffix).status(200).content("0123456789");
                        if (asked <= 3) {
                            whole.hit();
                        }
                        return asked <= 3;
                    });
                }),
                row("4", "what must not be shared is not: each has its own", play -> {
                    Steps steps = new Steps();
                    play.origin(slow(steps, ok("Cache-Control: no-store")), ok("Cache-Control: no-store"));
                    List<CompletableFuture<Reply>> all = begin(play, 4);
                    steps.await("asked");
                    Waiting.millis(200);
                    steps.reached("answer");
                    List<String> contents = new ArrayList<>();
                    for (CompletableFuture<Reply> reply : all) {
                        contents.add(reply.get().status(200).content());
                    }
                    assertThat(contents).doesNotHaveDuplicates();
                }),
                row("4", "what varies away is asked for anew", play -> {
                    Steps steps = new Steps();
                    play.origin(slow(steps, ok(LONG, "Vary: Foo")), ok(LONG, "Vary: Foo"));
                    CompletableFuture<Reply> first = Steps.begin(() -> play.get("Foo: 1"));
                    steps.await("asked");
                    CompletableFuture<Reply> second = Steps.begin(() -> play.get("Foo: 2"));
                    Waiting.millis(200);
                    steps.reached("answer");
                    first.get().content("visit 1");
                    second.get().content("visit 2");
                }),
                row("4", "a leader that fails does not fail the others", play -> {
                    Steps steps = new Steps();
                    play.origin(
                            Answer.doing(conversation -> {
                                steps.reached("asked");
                                steps.await("answer");
                                conversation
                                        .send("HTTP/1.1 200 OK\n" + LONG + "\nContent-Length: 100\n\nxx")
                                        .close();
                            }),
                            ok(LONG).content("whole"));
                    List<CompletableFuture<Reply>> all = begin(play, 3);
                    steps.await("asked");
                    Waiting.millis(200);
                    steps.reached("answer");
                    for (CompletableFuture<Reply> reply : all) {
                        Reply got = reply.get();
                        boolean whole = got.clean() && got.content().equals("whole");
                        assertThat(whole || !got.clean() || got.status() == 502)
                                .as("%s", got)
                                .isTrue();
                    }
                    play.get().status(200).content("whole");
                }),
                row("4", "POST is never collapsed", play -> {
                    Steps steps = new Steps();
                    play.origin(slow(steps, ok(LONG)), ok(LONG));
                    CompletableFuture<Reply> first = Steps.begin(() -> play.post("POST"));
                    steps.await("asked");
                    play.post("POST").status(200);
                    steps.reached("answer");
                    first.get().status(200);
                    assertThat(play.seen()).hasSize(2);
                }));
    }

    private static List<CompletableFuture<Reply>> begin(Play play, int count) {
        return begin(play, "", count);
    }

    private static List<CompletableFuture<Reply>> begin(Play play, String suffix, int count) {
        List<CompletableFuture<Reply>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(Steps.begin(() -> play.at(suffix)));
        }
        return all;
    }

    /** Says that it was asked, and answers with the range that is asked for once it may. */
    private static Answer ranges(Steps steps) {
        return Answer.doing(conversation -> {
            String[] range = conversation.head().all("Range").get(0).split("[=-]", -1);
            int first = Integer.parseInt(range[1]);
            int last = Integer.parseInt(range[2]);
            steps.reached("asked");
            steps.await("answer");
            conversation.send("HTTP/1.1 206 X\n" + LONG + "\nETag: \"a\"\nContent-Length: "
                    + (last + 1 - first) + "\nContent-Range: bytes " + first + "-" + last + "/10\n\n"
                    + "0123456789".substring(first, last + 1));
        });
    }

    /** Says that it was asked, and answers once it may. */
    private static Answer slow(Steps steps, Answer answer) {
        return Answer.doing(conversation -> {
            steps.reached("asked");
            steps.await("answer");
            answer.send(conversation, 1, Answer.Framing.LENGTH);
        });
    }
}
