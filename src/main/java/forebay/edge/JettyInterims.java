package forebay.edge;

import forebay.http.Fields;
import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;

/**
 * Jetty: {@code writeInterim} of the response behind the servlet's, which waits for nobody. Jetty's classes are the
 * server's, not ours to link to.
 */
final class JettyInterims implements InterimResponses {
    @Override
    public boolean sends(int status) {
        return true;
    }

    @Override
    public Sender sender(AsyncContext async) {
        return (interim, done) -> send(ConnectionAborts.unwrap(async.getRequest()), interim, done);
    }

    private static void send(Object request, ResponseHead interim, Runnable done) {
        CompletableFuture<?> written;
        try {
            written = write(request, interim);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Jetty's response can not be told an interim one", e);
        }
        // A client that is gone shows when the response itself is sent.
        CompletableFuture<?> unused = written.whenComplete((nothing, failure) -> done.run());
    }

    /** Of this request's own response: the channel may serve another request by now. */
    private static CompletableFuture<?> write(Object request, ResponseHead interim)
            throws ReflectiveOperationException {
        Object core = request.getClass().getMethod("getServletRequestInfo").invoke(request);
        Object response = core.getClass().getMethod("getServletContextResponse").invoke(core);
        ClassLoader loader = core.getClass().getClassLoader();
        Class<?> fieldsType = Class.forName("org.eclipse.jetty.http.HttpFields", true, loader);
        Object written = Class.forName("org.eclipse.jetty.server.Response", true, loader)
                .getMethod("writeInterim", int.class, fieldsType)
                .invoke(response, interim.status(), fields(interim.fields(), fieldsType));
        return (CompletableFuture<?>) written;
    }

    private static Object fields(Fields from, Class<?> type) throws ReflectiveOperationException {
        Object fields = type.getMethod("build").invoke(null);
        Method add = Class.forName("org.eclipse.jetty.http.HttpFields$Mutable", true, type.getClassLoader())
                .getMethod("add", String.class, String.class);
        for (Fields.Line line : from) {
            add.invoke(fields, line.name(), line.value());
        }
        return fields;
    }
}
