package forebay.route;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Pages of HTML for the answers that the gateway makes itself; what an upstream answers is never replaced. Immutable.
 *
 * @param pages by a status such as {@code 404}, or a class such as {@code 5xx}
 */
public record ErrorPages(Map<String, Template> pages) {
    /** No page but the gateway's own. */
    public static final ErrorPages NONE = new ErrorPages(Map.of());

    /** The page for a status: its own, else that of its class; empty for the gateway's. */
    public Optional<Template> page(int status) {
        Template own = pages.get(Integer.toString(status));
        return Optional.ofNullable(own == null ? pages.get(status / 100 + "xx") : own);
    }

    /** These pages, and of {@code others} those for which there is none here. */
    public ErrorPages or(ErrorPages others) {
        if (others.pages.isEmpty()) {
            return this;
        }
        Map<String, Template> all = new HashMap<>(others.pages);
        // A page of one's own for a class takes the place of others' for single statuses of it.
        pages.keySet().stream()
                .filter(key -> key.endsWith("xx"))
                .forEach(key -> all.keySet().removeIf(other -> other.charAt(0) == key.charAt(0)));
        all.putAll(pages);
        return new ErrorPages(Map.copyOf(all));
    }

    /** The text of a page, its variables escaped for HTML. */
    public static String render(Template page, Function<Variable, String> values) {
        return page.render(variable -> escaped(values.apply(variable)));
    }

    /** Text as HTML has it, in content and in attributes. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Whether a key names a status from 400 to 599, or one of their two classes. */
    public static boolean isKey(String text) {
        return text.matches("[45]([0-9]{2}|xx)");
    }
}
