package forebay.config;

import forebay.route.ErrorPages;
import forebay.route.FixedAnswer;
import forebay.route.Template;
import forebay.route.Variable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code error-pages}, of all routes and of one, and {@code respond}. */
final class PageReader {
    private static final Pattern CONTENT_TYPE = Pattern.compile("[!-~]+/[!-~]+(?: ?; ?[!-~]+)*");

    private PageReader() {}

    /** The pages that a section names; {@code others} for what it names none for. */
    static ErrorPages errorPages(Section section, ErrorPages others) {
        List<Map.Entry<String, Value>> named = section.filled("error-pages")
                .map(value -> value.named("write statuses, such as 404 or 5xx, with files below it"))
                .orElse(List.of());
        Map<String, Template> pages = new HashMap<>();
        for (Map.Entry<String, Value> entry : named) {
            if (!ErrorPages.isKey(entry.getKey())) {
                entry.getValue()
                        .wrong(
                                "\"" + Value.shown(entry.getKey()) + "\" is no status of an error",
                                "a status such as 404, or one of 4xx and 5xx");
            }
            entry.getValue()
                    .readFile()
                    .ifPresent(text -> pages.put(entry.getKey(), Template.lenient(text, Variable.OF_PAGES)));
        }
        return new ErrorPages(Map.copyOf(pages)).or(others);
    }

    /** What a route answers by itself. */
    static Optional<FixedAnswer> respond(Section route) {
        Optional<Value> declared = route.value("respond");
        Section section = route.section("respond");
        int status = SettingsReader.integer(section, "status", 200, 599, 200);
        Optional<Value> content = section.filled("content");
        Optional<Value> file = section.filled("file");
        if (content.isPresent()) {
            file.ifPresent(value -> value.wrong("says nothing beside content", "one of the two"));
        }
        Optional<String> text = content.flatMap(Value::text).or(() -> file.flatMap(Value::readFile));
        if (text.isPresent() && (status == 204 || status == 205 || status == 304)) {
            section.wrong("status", "is one of answers without content", "no content, or another status");
        }
        String type = section.filled("content-type")
                .flatMap(value -> value.parse(PageReader::contentType))
                .orElse("text/plain;charset=utf-8");
        section.end();
        return declared.map(unused -> new FixedAnswer(status, type, text.orElse("")));
    }

    private static Parsed<String> contentType(String text) {
        return CONTENT_TYPE.matcher(text).matches()
                ? Parsed.of(text)
                : Parsed.bad("is not a media type", "such as text/html;charset=utf-8");
    }
}
