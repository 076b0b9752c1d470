package forebay.route;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a template may ask of a request. */
public enum Variable {
    /** The client's address. */
    CLIENT("client"),
    /** The request's id. */
    REQUEST_ID("request-id"),
    /** {@code http} or {@code https}, as the client asked. */
    SCHEME("scheme"),
    /** The authority: host, and the port where it is not the scheme's own. */
    HOST("host"),
    /** The name of the route. */
    ROUTE("route"),
    /** The caller's principal, percent-encoded where it is not visible ASCII; empty for nobody in particular. */
    PRINCIPAL("principal"),
    /** The path in normal form, encoded. */
    PATH("path"),
    /** What of it follows the path of the route; empty, or with a slash at its beginning. */
    REST("rest"),
    /** The status of an answer. */
    STATUS("status"),
    /** The reason code of an answer that the gateway makes itself. */
    CODE("code"),
    /** The same in a few words. */
    TITLE("title"),
    /** The same in a sentence. */
    DETAIL("detail");

    /** What field values may hold. */
    public static final List<Variable> OF_FIELDS = List.of(CLIENT, REQUEST_ID, SCHEME, HOST, ROUTE, PRINCIPAL);

    /** What paths of redirects may hold. */
    public static final List<Variable> OF_PATHS = List.of(PATH, REST);

    /** What pages for errors may hold. */
    public static final List<Variable> OF_PAGES = List.of(STATUS, CODE, TITLE, DETAIL, REQUEST_ID);

    private final String word;

    Variable(String word) {
        this.word = word;
    }

    /** The word in a template. */
    public String word() {
        return word;
    }

    static Optional<Variable> of(String word) {
        return Arrays.stream(values())
                .filter(variable -> variable.word.equals(word))
                .findFirst();
    }
}
