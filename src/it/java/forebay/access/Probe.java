package forebay.access;

import forebay.edge.Exchanges;
import forebay.exchange.Caller;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.shiro.util.ThreadContext;

/** Tells who is asking; below /async from another thread. */
final class Probe extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Exchanges.of(request).caller();
        if (!request.getRequestURI().equals("/async")) {
            response.getWriter().print(caller.realm() + "/" + caller.principal());
            return;
        }
        boolean bound = ThreadContext.getSubject() != null || ThreadContext.getSecurityManager() != null;
        AsyncContext async = request.startAsync();
        async.start(() -> {
            try {
                response.getWriter()
                        .print(caller.realm() + "/" + caller.principal() + " bound=" + bound + " user="
                                + request.getRemoteUser() + " session=" + (request.getSession(false) != null));
            } catch (IOException gone) {
                throw new java.io.UncheckedIOException(gone);
            } finally {
                async.complete();
            }
        });
    }
}
