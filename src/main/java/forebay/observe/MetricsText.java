package forebay.observe;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** All metrics in an exposition format of Prometheus. Thread-safe. */
public interface MetricsText {
    /**
     * The format to answer with: OpenMetrics where it is asked for, else Prometheus text.
     *
     * @param accept the request's Accept field; null where there is none
     * @return a content type with its parameters
     */
    String contentType(@Nullable String accept);

    /**
     * Writes all metrics.
     *
     * @param contentType one that {@link #contentType} returned
     */
    void write(OutputStream to, String contentType) throws IOException;
}
