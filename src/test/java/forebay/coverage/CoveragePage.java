package forebay.coverage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Renders the coverage page. */
final class CoveragePage {
    private static final int NAMED_ROWS = 3;

    private static final String HEAD = """
            # What the specifications ask of the cache, and which test holds it

            Generated from the tables of the tests: do not edit. `CoverageTest` fails where this page differs from what the
            tests say; to write it anew: `mvn test -Dtest=CoverageTest -Dcoverage.write=true`.

            Each requirement of RFC 9111 and of the caching parts of RFC 9110, 9211, 9213, 5861, 6585, 8246 and 9875 that touches a shared cache has a line, in our words; the texts themselves decide. "rule" is what a
            text states without a key word. A test names what it holds, row by row or as a whole (`@Holds`).
            """;

    private CoveragePage() {}

    static String render(List<Requirement> requirements, List<HeldRows.Claim> claims, Map<String, String> open) {
        Map<String, List<HeldRows.Claim>> byId = claims.stream()
                .collect(Collectors.groupingBy(HeldRows.Claim::id, LinkedHashMap::new, Collectors.toList()));
        StringBuilder page = new StringBuilder(HEAD);
        String rfc = "";
        for (Requirement requirement : requirements) {
            if (!requirement.rfc().equals(rfc)) {
                rfc = requirement.rfc();
                page.append("\n## RFC ")
                        .append(rfc)
                        .append("\n\n| id | § | level | what | held by |\n|---|---|---|---|---|\n");
            }
            page.append(line(requirement, byId.getOrDefault(requirement.id(), List.of()), open));
        }
        page.append("\n## Open\n\n");
        page.append(open.isEmpty() ? "Nothing.\n" : "");
        open.forEach((id, why) ->
                page.append("- ").append(id).append(": ").append(why).append('\n'));
        return page.toString();
    }

    private static String line(Requirement requirement, List<HeldRows.Claim> claims, Map<String, String> open) {
        String held = claims.isEmpty()
                ? "**open**: " + open.getOrDefault(requirement.id(), "nobody says why")
                : tests(claims);
        return "| " + requirement.id() + " | " + requirement.section() + " | " + requirement.level() + " | "
                + escaped(requirement.text()) + " | " + held + " |\n";
    }

    private static String tests(List<HeldRows.Claim> claims) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        claims.forEach(claim -> rows.computeIfAbsent(claim.test(), test -> new java.util.ArrayList<>())
                .add(claim.row()));
        return rows.entrySet().stream()
                .map(entry -> "`" + entry.getKey() + "`" + named(entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String named(List<String> rows) {
        List<String> names = rows.stream().filter(row -> !row.isEmpty()).toList();
        if (names.isEmpty()) {
            return "";
        }
        String some =
                names.stream().limit(NAMED_ROWS).map(CoveragePage::escaped).collect(Collectors.joining(", "));
        return names.size() > NAMED_ROWS ? " " + some + " and " + (names.size() - NAMED_ROWS) + " more" : " " + some;
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;");
    }
}
