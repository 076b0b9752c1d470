package forebay.edge;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat: the connector's action CLOSE_NOW, which closes the connection or resets the stream and then ends
 * asynchronous processing by itself. Tomcat hides it behind a facade, and its classes are not ours to link to.
 */
final class TomcatAbort implements ConnectionAbort {
    @Override
    public void abort(HttpServletRequest request, HttpServletResponse response, Throwable cause) {
        try {
            Object coyote = coyoteResponse(ConnectionAborts.unwrap(response));
            Class<?> actionCode = Class.forName(
                    "org.apache.coyote.ActionCode", true, coyote.getClass().getClassLoader());
            Object closeNow = actionCode.getField("CLOSE_NOW").get(null);
            coyote.getClass().getMethod("action", actionCode, Object.class).invoke(coyote, closeNow, cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Tomcat's response can not be aborted", e);
        }
    }

    @Override
    public boolean listensBeforeHead() {
        return false;
    }

    /**
     * Tomcat notes a 400 when reading fails. Left alone it sends a page that shows how it is made, or nothing, if the
     * content was read on a thread that it had lent for that: then it closes the connection before the page is written.
     */
    @Override
    public boolean takeBack(HttpServletResponse facade) {
        try {
            Object response = catalinaResponse(ConnectionAborts.unwrap(facade));
            if (response == null || !is(response, "isSuspended") || !is(response, "isErrorReportRequired")) {
                return false;
            }
            response.getClass().getMethod("resetError").invoke(response);
            response.getClass().getMethod("setSuspended", boolean.class).invoke(response, false);
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Tomcat's response can not be taken back", e);
        }
    }

    private static boolean is(Object response, String property) throws ReflectiveOperationException {
        return (boolean) response.getClass().getMethod(property).invoke(response);
    }

    /** The connector's response behind the servlet's. */
    static Object coyoteResponse(ServletResponse facade) throws ReflectiveOperationException {
        Object response = catalinaResponse(facade);
        if (response == null) {
            throw new IllegalStateException("the request is over");
        }
        Method method = response.getClass().getMethod("getCoyoteResponse");
        return method.invoke(response);
    }

    /** The container's response behind the servlet's; null once the request is over. */
    private static @Nullable Object catalinaResponse(ServletResponse facade) throws ReflectiveOperationException {
        if (!facade.getClass().getName().equals("org.apache.catalina.connector.ResponseFacade")) {
            return facade;
        }
        Field field = facade.getClass().getDeclaredField("response");
        field.setAccessible(true);
        return field.get(facade);
    }
}
