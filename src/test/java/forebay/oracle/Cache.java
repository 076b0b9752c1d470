package forebay.oracle;

/** A cache under comparison, empty when it is made. */
interface Cache {
    /** Lets time pass, then sends the request. */
    Outcome send(History.Step step, int number) throws Exception;
}
