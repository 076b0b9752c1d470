package forebay.exchange;

/** Sends requests that no client waits for. */
public interface BackgroundForwards {
    /**
     * Sends the request of {@code child}, asks its cache plan what becomes of the answer, and finishes it once that is
     * all there. Never blocks for the answer.
     *
     * @param child a {@link Exchange#child}
     */
    void forward(Exchange child);
}
