package forebay.edge;

import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;

/** Sends interim responses (RFC 9110 §15.2) to clients, for which the servlet API has no word. */
public interface InterimResponses {
    /** Whether the container can send one of this status. */
    boolean sends(int status);

    /** What sends those of one request. */
    Sender sender(AsyncContext async);

    /** Sends the interim responses of one request, one at a time, before anything else of its response. */
    interface Sender {
        /**
         * Sends one, without waiting for the client. Nothing else of this response is being sent meanwhile.
         *
         * @param done runs once, on any thread, when something else may be sent; whatever has become of this
         */
        void send(ResponseHead interim, Runnable done);

        /** The client has left: the container takes back what it has of the request once this returns. */
        default void left() {}
    }

    /** The way of the container that {@code context} runs in; one that sends nothing where it has none. */
    static InterimResponses forContainer(ServletContext context) {
        if (ConnectionAborts.isJetty(context)) {
            return new JettyInterims();
        }
        return ConnectionAborts.isTomcat(context) ? new TomcatInterims() : new NoInterims();
    }
}
