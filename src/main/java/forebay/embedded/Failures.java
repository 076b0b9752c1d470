package forebay.embedded;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in plain words why the web application did not start. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** Their classes are behind the web application's loader, so that they are known by name. */
    private static final Set<String> PLAIN =
            Set.of("forebay.config.ConfigException", "forebay.access.InvalidPolicyException");

    private Failures() {}

    /** A configuration's errors as they are; of any other failure each cause in turn, the trace at level debug. */
    static StartException explain(Throwable failure) {
        StringBuilder causes = new StringBuilder("the web application did not start");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (PLAIN.contains(cause.getClass().getName()) && message != null) {
                return new StartException(message, failure);
            }
            causes.append(": ").append(message == null ? cause.getClass().getName() : message);
        }
        LOG.debug("the web application did not start", failure);
        return new StartException(causes.toString(), failure);
    }
}
