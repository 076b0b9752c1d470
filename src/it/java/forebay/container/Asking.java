package forebay.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/** How the tests of every container ask the gateway that runs in it. */
interface Asking {
    /** A field line with the key of somebody who may use the applications. */
    String USER = "X-Api-Key: " + Conf.USER_KEY + "\r\n";

    /** A field line with the key of somebody who may use everything. */
    String ADMIN = "X-Api-Key: " + Conf.ADMIN_KEY + "\r\n";

    /** How a field line begins that tells a request from all others, also from those that are still on their way. */
    String MARK = "x-mark: ";

    /** The container that is under test. */
    Container container();

    /** It, running. */
    RunningContainer gateway();

    /** A field line of which there is no other one. */
    static String mark() {
        return MARK + UUID.randomUUID() + "\r\n";
    }

    /** A request's head for a path within the gateway. */
    default String request(String method, String path, String fields) {
        return method + " " + gateway().path(path) + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
    }

    /** Gets a path on a connection of its own. */
    default Wire.Answer get(String path, String fields) {
        try {
            return Wire.exchange(gateway().port(), request("GET", path, fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
