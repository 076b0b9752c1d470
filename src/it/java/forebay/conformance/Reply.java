package forebay.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;

/**
 * What the client got.
 *
 * @param status the final status
 * @param lines field lines as they came, names in lower case
 * @param content the content, as ISO-8859-1
 * @param clean whether it ended as its framing says
 * @param interims statuses that came before
 * @param trailers trailer field lines
 * @param forwards how many requests of the case the origin saw meanwhile
 */
record Reply(
        int status,
        List<String> lines,
        String content,
        boolean clean,
        List<Integer> interims,
        List<String> trailers,
        int forwards) {

    /** It went to the origin, once. */
    Reply forwarded() {
        assertThat(forwards).as("forwards; got %s", this).isEqualTo(1);
        return this;
    }

    /** It came from the store, and says so in Age (§4: a stored response that is reused has one) and Cache-Status. */
    Reply hit() {
        assertThat(forwards).as("forwards; got %s", this).isZero();
        assertThat(all("Age")).as("Age of what is reused; got %s", this).hasSize(1);
        assertThat(cacheStatus()).as("Cache-Status").contains("; hit").doesNotContain("fwd=");
        return this;
    }

    Reply status(int expected) {
        assertThat(status).as("status of %s", this).isEqualTo(expected);
        return this;
    }

    Reply content(String expected) {
        assertThat(content).as("content of %s", this).isEqualTo(expected);
        assertThat(clean).as("clean end").isTrue();
        return this;
    }

    /** All lines of the name, in order. */
    Reply has(String name, String... values) {
        assertThat(all(name)).as("%s of %s", name, this).containsExactly(values);
        return this;
    }

    Reply lacks(String... names) {
        for (String name : names) {
            assertThat(all(name)).as("%s of %s", name, this).isEmpty();
        }
        return this;
    }

    /** Age is there once, and within these. */
    Reply age(long least, long most) {
        assertThat(all("Age")).as("Age of %s", this).hasSize(1);
        assertThat(Long.parseLong(all("Age").get(0))).as("Age of %s", this).isBetween(least, most);
        return this;
    }

    /** Our member of Cache-Status holds these parameters. */
    Reply says(String... parameters) {
        assertThat(cacheStatus()).contains(parameters);
        return this;
    }

    /** Our member of Cache-Status holds none of these. */
    Reply saysNot(String... parameters) {
        assertThat(cacheStatus()).doesNotContain(parameters);
        return this;
    }

    /** The last line of Cache-Status: what this gateway says. */
    String cacheStatus() {
        List<String> values = all("Cache-Status");
        assertThat(values).as("Cache-Status of %s", this).isNotEmpty();
        return values.get(values.size() - 1);
    }

    List<String> all(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .toList();
    }
}
