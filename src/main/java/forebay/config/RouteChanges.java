package forebay.config;

import forebay.route.FieldEdits;
import forebay.route.PathRewrite;
import forebay.route.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a route changes in requests and responses, for people. */
public final class RouteChanges {
    private RouteChanges() {}

    /** A line for each kind of change that the route makes, by a word for it. */
    public static Map<String, String> lines(Route route) {
        Map<String, String> lines = new LinkedHashMap<>();
        route.toHttps().ifPresent(port -> lines.put("http", "308 to https, port " + port));
        route.rewrite().ifPresent(rewrite -> lines.put("path", path(rewrite)));
        if (!route.requestFields().isEmpty()) {
            lines.put("to upstream", names(route.requestFields()));
        }
        if (!route.responseFields().isEmpty()) {
            lines.put("to client", names(route.responseFields()));
        }
        if (!route.errorPages().pages().isEmpty()) {
            lines.put(
                    "own pages",
                    String.join(" ", new TreeSet<>(route.errorPages().pages().keySet())));
        }
        return lines;
    }

    private static String path(PathRewrite rewrite) {
        return rewrite instanceof PathRewrite.Prefix prefix
                ? prefix.from() + " becomes " + prefix.to()
                        + switch (prefix.cookies()) {
                            case BACK -> "";
                            case WITHIN -> ", cookies of / become the route's";
                            case KEEP -> ", paths of cookies stay";
                        }
                : ((PathRewrite.Whole) rewrite).pattern() + " becomes " + ((PathRewrite.Whole) rewrite).to();
    }

    private static String names(FieldEdits edits) {
        List<String> words = new ArrayList<>();
        edits.removed().forEach(name -> words.add("without " + name));
        edits.set().forEach(line -> words.add("sets " + line.name()));
        edits.added().forEach(line -> words.add("adds " + line.name()));
        return String.join(", ", words);
    }
}
