package forebay.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads Cache-Control (RFC 9111 §5.2): directives with an optional argument as token or quoted string. One pass over
 * each line.
 */
final class DirectiveParser {
    /** Learns of each directive. */
    interface Visitor {
        /**
         * A directive.
         *
         * @param name in lower case
         * @param argument unquoted; empty where there is none; what is not a token is handed on as it is
         */
        void directive(String name, Optional<String> argument);
    }

    private final String line;
    private final Visitor visitor;
    private int at;
    private boolean wellFormed = true;

    private DirectiveParser(String line, Visitor visitor) {
        this.line = line;
        this.visitor = visitor;
    }

    /**
     * Tells {@code visitor} of all directives of all lines.
     *
     * @return false where something can not be read in one way: an open quote, a name that is no token, stray text
     */
    static boolean parse(List<String> lines, Visitor visitor) {
        boolean wellFormed = true;
        for (String line : lines) {
            wellFormed &= new DirectiveParser(line, visitor).read();
        }
        return wellFormed;
    }

    private boolean read() {
        for (skip(" \t,"); at < line.length(); skip(" \t,")) {
            int start = at;
            while (at < line.length() && Tokens.isTokenCharacter(line.charAt(at))) {
                at++;
            }
            String name = line.substring(start, at).toLowerCase(Locale.ROOT);
            Optional<String> argument = Optional.empty();
            if (at < line.length() && line.charAt(at) == '=') {
                at++;
                argument = Optional.of(argument());
            }
            endOfMember();
            if (name.isEmpty()) {
                wellFormed = false;
            } else {
                visitor.directive(name, argument);
            }
        }
        return wellFormed;
    }

    private String argument() {
        if (at < line.length() && line.charAt(at) == '"') {
            return quotedString();
        }
        int start = at;
        while (at < line.length() && " \t,\"".indexOf(line.charAt(at)) < 0) {
            at++;
        }
        return line.substring(start, at);
    }

    private String quotedString() {
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return text.toString();
            }
            if (c == '\\' && at + 1 < line.length()) {
                at++;
            }
            text.append(line.charAt(at));
        }
        wellFormed = false;
        return text.toString();
    }

    /** Moves to the comma or the end; anything but white space on the way is stray. */
    private void endOfMember() {
        skip(" \t");
        while (at < line.length() && line.charAt(at) != ',') {
            wellFormed = false;
            at++;
        }
    }

    private void skip(String characters) {
        while (at < line.length() && characters.indexOf(line.charAt(at)) >= 0) {
            at++;
        }
    }
}
