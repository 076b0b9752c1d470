package forebay.conformance;

import java.util.Optional;

/**
 * One case of a table.
 *
 * @param section the section that it follows from, of RFC 9111 where no other is named
 * @param title what must hold
 * @param script what is done and expected
 * @param awaits the part of the gateway that is not built yet; such a row is skipped
 */
record Row(String section, String title, Script script, Optional<String> awaits) {
    /** What a case does; an AssertionError is its failure. */
    @FunctionalInterface
    interface Script {
        void run(Play play) throws Exception;
    }

    static Row row(String section, String title, Script script) {
        return new Row(section, title, script, Optional.empty());
    }

    /** The same, but skipped until {@code part} is there. */
    Row awaiting(String part) {
        return new Row(section, title, script, Optional.of(part));
    }

    @Override
    public String toString() {
        return (Character.isDigit(section.charAt(0)) ? "§" : "") + section + " " + title;
    }
}
