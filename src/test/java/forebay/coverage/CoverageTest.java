package forebay.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every requirement is held by a test or says why not, and the page tells the truth about it. */
class CoverageTest {
    private static final Path PAGE = Path.of("src/docs/rfc9111-coverage.md");
    private static final Path OPEN = Path.of("src/test/resources/forebay/coverage/open.txt");

    private final List<Requirement> requirements = Requirement.all();
    private final List<HeldRows.Claim> claims = HeldRows.find();
    private final Map<String, String> open = open();
    private final Set<String> known = requirements.stream().map(Requirement::id).collect(Collectors.toSet());
    private final Set<String> held = claims.stream().map(HeldRows.Claim::id).collect(Collectors.toSet());

    private static Map<String, String> open() {
        Map<String, String> open = new LinkedHashMap<>();
        for (String line : Requirement.lines("open.txt")) {
            String[] cells = line.split("\\|", 2);
            assertThat(cells).as("id | why: %s", line).hasSize(2);
            open.put(cells[0].strip(), cells[1].strip());
        }
        return open;
    }

    @Test
    void noIdIsThereTwice() {
        assertThat(requirements.stream().map(Requirement::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyRequirementIsHeldOrOpenAndNeverBoth() {
        assertThat(requirements)
                .as("neither a test holds it nor open.txt says why")
                .allMatch(requirement -> held.contains(requirement.id()) || open.containsKey(requirement.id()));
        assertThat(open.keySet()).as("a test holds it: it is not open").noneMatch(held::contains);
    }

    @Test
    void testsAndOpenListNameWhatIsRequiredSomewhere() {
        assertThat(claims).allMatch(claim -> known.contains(claim.id()));
        assertThat(known).containsAll(open.keySet());
    }

    @Test
    void thePageIsWhatTheTablesSay() throws IOException {
        if (Boolean.getBoolean("coverage.write")) {
            open.keySet().removeAll(held);
            Files.writeString(OPEN, openList());
            Files.writeString(PAGE, CoveragePage.render(requirements, claims, open));
        }
        assertThat(PAGE)
                .as("write it anew with -Dcoverage.write=true")
                .hasContent(CoveragePage.render(requirements, claims, open));
    }

    private String openList() {
        return "# Requirements that no test holds yet: id | why. Rewritten with the page, less those that a test holds.\n"
                + open.entrySet().stream()
                        .map(entry -> entry.getKey() + " | " + entry.getValue() + "\n")
                        .collect(Collectors.joining());
    }
}
