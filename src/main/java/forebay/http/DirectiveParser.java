package forebay.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads Cache-Control (RFC 9111 §5.2): directives with an optional argument as token or quoted string. One pass over
 * each line, and a second one over what is behind a quote that never ends.
 */
final class DirectiveParser {
    /** Learns of each member. */
    interface Visitor {
        /**
         * A directive.
         *
         * @param name in lower case
         * @param argument unquoted; empty where there is none
         */
        void directive(String name, Optional<String> argument);

        /**
         * A word of a member that does not have the form of a directive. What it was meant to say is open; a
         * restriction among the words counts, a permission does not.
         *
         * @param word in lower case
         */
        void stray(String word);
    }

    private final String line;
    private final Visitor visitor;
    private int at;

    private DirectiveParser(String line, Visitor visitor) {
        this.line = line;
        this.visitor = visitor;
    }

    /** Tells {@code visitor} of all members of all lines. */
    static void parse(List<String> lines, Visitor visitor) {
        for (int i = 0; i < lines.size(); i++) {
            new DirectiveParser(lines.get(i), visitor).read();
        }
    }

    private void read() {
        while (skipped(" \t,")) {
            int start = at;
            String name = token();
            if (name.isEmpty() || !member(name)) {
                toComma();
                words(start, at);
            }
        }
    }

    /** Reads what follows the name; false where it is not the rest of a directive. */
    private boolean member(String name) {
        Optional<String> argument = Optional.empty();
        if (at < line.length() && line.charAt(at) == '=') {
            at++;
            argument = at < line.length() && line.charAt(at) == '"' ? quotedString() : Optional.of(token());
            if (argument.isEmpty()) {
                return false;
            }
        }
        if (skipped(" \t") && line.charAt(at) != ',') {
            return false;
        }
        visitor.directive(name.toLowerCase(Locale.ROOT), argument);
        return true;
    }

    private void toComma() {
        while (at < line.length() && line.charAt(at) != ',') {
            at++;
        }
    }

    private String token() {
        int start = at;
        while (at < line.length() && Tokens.isTokenCharacter(line.charAt(at))) {
            at++;
        }
        return line.substring(start, at);
    }

    /** Empty, and at the end of the line, where the string does not end. */
    private Optional<String> quotedString() {
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return Optional.of(text.toString());
            }
            if (c == '\\' && at + 1 < line.length()) {
                at++;
            }
            text.append(line.charAt(at));
        }
        return Optional.empty();
    }

    private void words(int from, int to) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || !Tokens.isTokenCharacter(line.charAt(i))) {
                if (i > start) {
                    visitor.stray(line.substring(start, i).toLowerCase(Locale.ROOT));
                }
                start = i + 1;
            }
        }
    }

    /** Passes over {@code characters}; whether anything is left behind them. */
    private boolean skipped(String characters) {
        while (at < line.length() && characters.indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        return at < line.length();
    }
}
