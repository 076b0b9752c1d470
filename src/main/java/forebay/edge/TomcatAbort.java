package forebay.edge;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

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

    /** The connector's response behind the servlet's. */
    static Object coyoteResponse(ServletResponse facade) throws ReflectiveOperationException {
        Object response = facade;
        if (facade.getClass().getName().equals("org.apache.catalina.connector.ResponseFacade")) {
            Field field = facade.getClass().getDeclaredField("response");
            field.setAccessible(true);
            response = field.get(facade);
        }
        Method method = response.getClass().getMethod("getCoyoteResponse");
        return method.invoke(response);
    }
}
