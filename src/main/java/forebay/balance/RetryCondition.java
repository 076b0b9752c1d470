package forebay.balance;

/** Why an attempt brought no answer, as far as another one may follow. */
public enum RetryCondition {
    /** No connection could be made: nothing was sent. */
    CONNECT_FAILURE("connect-failure"),
    /** The connection broke before a final response head. */
    RESET("reset"),
    /** No response head came in time. */
    TIMEOUT("timeout"),
    /** What came was no HTTP. */
    BAD_RESPONSE("bad-response");

    private final String word;

    RetryCondition(String word) {
        this.word = word;
    }

    /** Its word in the configuration. */
    public String word() {
        return word;
    }
}
