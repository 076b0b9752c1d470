package forebay.conformance;

import forebay.support.ScriptedOrigin;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One origin for all cases at once: each request target has answers of its own, given in order, the last one again. */
final class CaseOrigin implements AutoCloseable {
    /** A request that came, and which one to its target it was. */
    record Seen(String method, String target, ScriptedOrigin.Head head) {
        /** Values of all lines of this name, in order. */
        List<String> all(String name) {
            return head.all(name);
        }
    }

    /** What one target answers, and was asked. */
    static final class Resource {
        private final List<Answer> answers = new ArrayList<>();
        private final Answer.Framing framing;
        private int visits;

        private Resource(Answer.Framing framing, List<Answer> answers) {
            this.framing = framing;
            this.answers.addAll(answers);
        }

        private synchronized Answer next() {
            return answers.get(Math.min(visits++, answers.size() - 1));
        }
    }

    private final Map<String, Resource> resources = new ConcurrentHashMap<>();
    private final Map<String, List<Seen>> seen = new ConcurrentHashMap<>();
    private final ScriptedOrigin origin;

    CaseOrigin() throws IOException {
        origin = ScriptedOrigin.start(this::act);
    }

    URI url() {
        return origin.url();
    }

    /** From now on {@code target} answers these. */
    void script(String target, Answer.Framing framing, List<Answer> answers) {
        resources.put(target, new Resource(framing, answers));
    }

    /** All requests so far whose target begins with {@code prefix}, which has no other case's in it. */
    List<Seen> seen(String prefix) {
        List<Seen> list = seen.getOrDefault(caseOf(prefix), List.of());
        synchronized (list) {
            return List.copyOf(list);
        }
    }

    private void act(ScriptedOrigin.Conversation conversation) throws IOException, InterruptedException {
        String[] line = conversation.head().line().split(" ", -1);
        conversation.content();
        List<Seen> list = seen.computeIfAbsent(caseOf(line[1]), name -> new ArrayList<>());
        synchronized (list) {
            list.add(new Seen(line[0], line[1], conversation.head()));
        }
        Resource resource = resources.get(line[1]);
        if (resource == null) {
            conversation.answer(599, "X-Unscripted: " + line[1] + "\n", "nothing is scripted");
            return;
        }
        Answer answer = resource.next();
        answer.send(conversation, resource.visits, resource.framing);
    }

    /** The first two segments name a case. */
    private static String caseOf(String target) {
        return target.split("[?]", 2)[0].replaceAll("^(/[^/]*/[^/]*).*", "$1");
    }

    @Override
    public void close() throws IOException {
        origin.close();
    }
}
