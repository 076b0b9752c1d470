package forebay.conformance;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One run of one row: a resource that no other run has, the origin that answers for it, and a client. Content is
 * {@code visit n} unless said otherwise, n counting what the origin was asked for that target.
 */
final class Play {
    private final CaseOrigin origin;
    private final Client client;
    private final Answer.Framing framing;
    private final String name;
    private String zone = "/c";

    /**
     * A run.
     *
     * @param framing how the origin tells the end of content, where the row does not say
     * @param name unique among all runs
     */
    Play(CaseOrigin origin, Client client, Answer.Framing framing, String name) {
        this.origin = origin;
        this.client = client;
        this.framing = framing;
        this.name = name;
    }

    /** Takes the route of this first segment; {@code c} is the plain one. */
    Play on(String route) {
        zone = "/" + route;
        return this;
    }

    /** How the origin tells the end of content. */
    Answer.Framing framing() {
        return framing;
    }

    /** Whether the client speaks HTTP/1.1: what only that has can be looked at. */
    boolean http1() {
        return client instanceof Http1;
    }

    /** Authority that requests name, as the gateway's clients see it. */
    String authority() {
        return client.authority();
    }

    /** Path of the resource. */
    String path() {
        return zone + "/" + name;
    }

    /** From now on the resource answers these in turn; the last one again and again. */
    Play origin(Answer... answers) {
        return originAt("", answers);
    }

    /** The same for the target {@code path + suffix}. */
    Play originAt(String suffix, Answer... answers) {
        origin.script(path() + suffix, framing, List.of(answers));
        return this;
    }

    /** GET of the resource with these field lines. */
    Reply get(String... lines) throws IOException, InterruptedException {
        return at("", lines);
    }

    /** GET of {@code path + suffix}. */
    Reply at(String suffix, String... lines) throws IOException, InterruptedException {
        return send("GET", suffix, Optional.empty(), lines);
    }

    /** A request without content. */
    Reply request(String method, String... lines) throws IOException, InterruptedException {
        return send(method, "", Optional.empty(), lines);
    }

    /** A request with content. */
    Reply post(String method, String... lines) throws IOException, InterruptedException {
        return send(method, "", Optional.of("content"), lines);
    }

    /** Any request. */
    Reply send(String method, String suffix, Optional<String> content, String... lines)
            throws IOException, InterruptedException {
        int before = seen().size();
        List<String> dated = List.of(lines).stream().map(Answer::dated).toList();
        Reply reply = client.exchange(method, path() + suffix, dated, content);
        return new Reply(
                reply.status(),
                reply.lines(),
                reply.content(),
                reply.clean(),
                reply.interims(),
                reply.trailers(),
                seen().size() - before);
    }

    /** What the origin was asked so far, in order. */
    List<CaseOrigin.Seen> seen() {
        return origin.seen(path());
    }

    /** What it was asked last. */
    CaseOrigin.Seen last() {
        List<CaseOrigin.Seen> all = seen();
        return all.get(all.size() - 1);
    }
}
