package forebay.oracle;

/**
 * What became of one request.
 *
 * @param asked whether the origin was asked
 * @param validated whether it was asked with If-None-Match or If-Modified-Since
 * @param status what the client got
 * @param content which answer's content the client got; its step's number
 */
record Outcome(boolean asked, boolean validated, int status, String content) {
    @Override
    public String toString() {
        return (asked ? validated ? "validates" : "forwards" : "reuses") + " " + status + " " + content;
    }
}
