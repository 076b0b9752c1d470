package forebay.edge;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

/**
 * What a container needs beside {@link HttpServletRequest#upgrade} to let go of a client's connection that carries
 * another protocol from now on. WildFly needs nothing.
 */
@FunctionalInterface
public interface UpgradedConnection {
    /**
     * Prepares the connection of this request; within its service call, before the change.
     *
     * @return closes the connection, besides {@link jakarta.servlet.http.WebConnection#close}
     */
    Runnable takeOver(HttpServletRequest request);

    /** The way of the container that {@code context} runs in. */
    static UpgradedConnection forContainer(ServletContext context) {
        if (ConnectionAborts.isJetty(context)) {
            return new JettyUpgrade();
        }
        return ConnectionAborts.isTomcat(context) ? new TomcatUpgrade() : request -> () -> {};
    }
}
