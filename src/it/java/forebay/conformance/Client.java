package forebay.conformance;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Sends requests to the gateway under test, by one version of HTTP. */
interface Client {
    /** Sends one request and reads its response to the end, clean or not. */
    Reply exchange(String method, String target, List<String> lines, Optional<String> content)
            throws IOException, InterruptedException;

    /** The authority of its requests. */
    String authority();
}
