package forebay.container;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Adds to whatever a test fails with how the logs of its gateways end: the one thing to know of a failure that comes once
 * in many runs. JUnit finds this by its service file.
 */
public final class GatewayLogs implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    private static final int LINES = 60;

    /** What the logs say; it has no place of its own. */
    private static final class Said extends Exception {
        private static final long serialVersionUID = 1L;

        Said(String logs) {
            super(logs, null, false, false);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure);
    }

    private static Throwable explained(Throwable failure) {
        List<RunningContainer> gateways = RunningContainer.withLogs();
        if (!gateways.isEmpty()) {
            failure.addSuppressed(new Said(gateways.stream()
                    .map(gateway -> gateway + "\n" + gateway.lastLines(LINES))
                    .collect(Collectors.joining("\n", "the gateways' logs end so:\n", ""))));
        }
        return failure;
    }
}
