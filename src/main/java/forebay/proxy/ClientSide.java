package forebay.proxy;

import forebay.edge.ConnectionAbort;
import forebay.edge.InterimResponses;
import forebay.edge.UpgradedConnection;
import jakarta.servlet.ServletContext;

/**
 * What is done about clients' connections in ways of the container's own.
 *
 * @param abort ends a response that broke off
 * @param upgraded lets go of a connection that changes its protocol
 * @param interims sends what comes before a response
 */
record ClientSide(ConnectionAbort abort, UpgradedConnection upgraded, InterimResponses interims) {
    /** By {@code abort}, and the ways of the container that {@code context} runs in. */
    static ClientSide of(ServletContext context, ConnectionAbort abort) {
        return new ClientSide(abort, UpgradedConnection.forContainer(context), InterimResponses.forContainer(context));
    }
}
