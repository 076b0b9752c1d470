package forebay.cache;

/** Whether a response is stored. */
public sealed interface Storing permits Storing.Store, Storing.Refuse {
    /**
     * Store it once it is complete.
     *
     * @param selecting the selecting fields to store it under
     */
    record Store(SelectingFields selecting) implements Storing {}

    /**
     * Do not store it.
     *
     * @param reason why
     */
    record Refuse(NotStored reason) implements Storing {}
}
