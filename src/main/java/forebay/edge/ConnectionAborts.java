package forebay.edge;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import java.util.Locale;

/** Finds the way of a container to end a response uncleanly. */
public final class ConnectionAborts {
    private ConnectionAborts() {}

    /**
     * The way of the container that {@code context} runs in.
     *
     * @throws IllegalStateException where it is none that is known: to end broken content cleanly would pass it off
     *     as whole, so the gateway does not start there
     */
    public static ConnectionAbort forContainer(ServletContext context) {
        String server = context.getServerInfo().toLowerCase(Locale.ROOT);
        if (isJetty(context)) {
            return new JettyAbort();
        }
        if (isTomcat(context)) {
            return new TomcatAbort();
        }
        if (server.contains("undertow") || server.contains("wildfly") || server.contains("jboss")) {
            return new UndertowAbort();
        }
        throw new IllegalStateException("No way is known to abort a response in " + context.getServerInfo()
                + "; deploy into Jetty, Tomcat or WildFly, or start forebay.war with java -jar");
    }

    /** Whether the container is Jetty, embedded or not. */
    static boolean isJetty(ServletContext context) {
        return context.getServerInfo().toLowerCase(Locale.ROOT).contains("jetty");
    }

    /** Whether the container is Tomcat, or has it within. */
    static boolean isTomcat(ServletContext context) {
        String server = context.getServerInfo().toLowerCase(Locale.ROOT);
        return server.contains("tomcat") || server.contains("tomee");
    }

    /** The container's own response under all wrappers. */
    static ServletResponse unwrap(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner;
    }

    /** The container's own request under all wrappers. */
    static ServletRequest unwrap(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }
}
