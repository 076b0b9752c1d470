package forebay.oracle;

import forebay.cache.flow.FlowFixture;
import forebay.http.HttpDate;
import forebay.http.RequestHead;
import forebay.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** This cache, with a clock that is set. */
final class OwnCache implements Cache {
    private final FlowFixture node = new FlowFixture();

    OwnCache() {
        node.route =
                Route.builder("app", "pool").keepHost(false).authorization(true).build();
    }

    @Override
    public Outcome send(History.Step step, int number) {
        node.pass(Duration.ofSeconds(step.pauseSeconds()));
        node.upstream = request -> answer(request, step.answer(), number);
        int before = node.asked.size();
        FlowFixture.Got got = node.send(step.method(), "/x", fields(step).toArray(String[]::new));
        List<RequestHead> asked = node.asked.subList(before, node.asked.size());
        boolean validated = !asked.isEmpty()
                && (asked.get(0).fields().contains("If-None-Match")
                        || asked.get(0).fields().contains("If-Modified-Since"));
        boolean none = step.method().equals("HEAD") || got.status() == 504;
        return new Outcome(!asked.isEmpty(), validated, got.status(), none ? "" : got.content());
    }

    static List<String> fields(History.Step step) {
        List<String> fields = new ArrayList<>();
        if (!step.asked().isEmpty()) {
            fields.addAll(List.of("Cache-Control", step.asked()));
        }
        if (!step.selecting().isEmpty()) {
            fields.addAll(List.of("Foo", step.selecting()));
        }
        if (step.authorization()) {
            fields.addAll(List.of("Authorization", "Custom x"));
        }
        return fields;
    }

    private FlowFixture.Scripted answer(RequestHead request, History.Answer answer, int number) {
        boolean same = answer.tagged()
                && request.fields().all("If-None-Match").stream().anyMatch(tags -> tags.contains("\"v\""));
        String[] fields = lines(answer, node.instant()).toArray(String[]::new);
        boolean none = same || answer.status() == 204 || request.method().equals("HEAD");
        return FlowFixture.Scripted.of(same ? 304 : answer.status(), none ? "" : "#" + number, fields);
    }

    /** The answer's field lines, as names and values. */
    static List<String> lines(History.Answer answer, Instant now) {
        List<String> lines = new ArrayList<>();
        Instant date = now.minusSeconds(answer.dateBehind());
        lines.addAll(List.of("Date", HttpDate.format(date)));
        if (!answer.cacheControl().isEmpty()) {
            lines.addAll(List.of("Cache-Control", answer.cacheControl()));
        }
        if (!answer.expires().isEmpty()) {
            boolean word = answer.expires().equals("soon");
            lines.addAll(List.of(
                    "Expires", word ? "soon" : HttpDate.format(date.plusSeconds(Long.parseLong(answer.expires())))));
        }
        answer.age().ifPresent(age -> lines.addAll(List.of("Age", Integer.toString(age))));
        answer.modifiedBefore()
                .ifPresent(
                        before -> lines.addAll(List.of("Last-Modified", HttpDate.format(date.minusSeconds(before)))));
        if (answer.tagged()) {
            lines.addAll(List.of("ETag", "\"v\""));
        }
        if (answer.varies()) {
            lines.addAll(List.of("Vary", "Foo"));
        }
        return lines;
    }
}
