package forebay.edge;

import forebay.http.Fields;
import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat: the connector's action EARLY_HINTS, for 103 alone. It writes the fields that the response has at that moment,
 * so those are put aside meanwhile; and it may wait for the client, so a thread of the container does it. Tomcat gives
 * its objects to another request once it has told of an error, so a client's leaving waits for a hint that is being
 * written. Its classes are not ours to link to.
 */
final class TomcatInterims implements InterimResponses {
    private static final Logger LOG = LoggerFactory.getLogger(TomcatInterims.class);
    private static final int EARLY_HINTS = 103;

    @Override
    public boolean sends(int status) {
        return status == EARLY_HINTS;
    }

    @Override
    public Sender sender(AsyncContext async) {
        return new Hints(async);
    }

    private static final class Hints implements Sender {
        private final AsyncContext async;
        private boolean left;

        Hints(AsyncContext async) {
            this.async = async;
        }

        @Override
        public void send(ResponseHead interim, Runnable done) {
            try {
                async.start(() -> {
                    write(interim.fields());
                    done.run();
                });
            } catch (IllegalStateException e) {
                done.run(); // the client is gone already and the container has ended the request
            }
        }

        @Override
        public synchronized void left() {
            left = true;
        }

        private synchronized void write(Fields hints) {
            if (left) {
                return;
            }
            try {
                Object response = TomcatAbort.coyoteResponse(ConnectionAborts.unwrap(async.getResponse()));
                Object fields = response.getClass().getMethod("getMimeHeaders").invoke(response);
                Object aside = fields.getClass().getConstructor().newInstance();
                replace(aside, fields);
                try {
                    replace(fields, hints);
                    act(response);
                } finally {
                    replace(fields, aside);
                }
                if ("HTTP/1.1".equals(async.getRequest().getProtocol())) {
                    flush(response);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.warn("Tomcat did not send a hint", e);
            }
        }

        private static void replace(Object fields, Object by) throws ReflectiveOperationException {
            fields.getClass().getMethod("recycle").invoke(fields);
            fields.getClass().getMethod("duplicate", fields.getClass()).invoke(fields, by);
        }

        private static void replace(Object fields, Fields by) throws ReflectiveOperationException {
            fields.getClass().getMethod("recycle").invoke(fields);
            for (Fields.Line line : by) {
                Object value =
                        fields.getClass().getMethod("addValue", String.class).invoke(fields, line.name());
                value.getClass().getMethod("setString", String.class).invoke(value, line.value());
            }
        }

        private static void act(Object response) throws ReflectiveOperationException {
            Class<?> actionCode = Class.forName(
                    "org.apache.coyote.ActionCode", true, response.getClass().getClassLoader());
            Object hint = actionCode.getField("EARLY_HINTS").get(null);
            response.getClass().getMethod("action", actionCode, Object.class).invoke(response, hint, null);
        }

        /** By HTTP/1.1 the action leaves it in a buffer. */
        private static void flush(Object response) throws ReflectiveOperationException {
            Object socket = TomcatUpgrade.field(TomcatUpgrade.field(response, "hook"), "socketWrapper");
            try {
                socket.getClass().getMethod("flush", boolean.class).invoke(socket, true);
            } catch (InvocationTargetException e) {
                LOG.debug("the client left before a hint", e);
            }
        }
    }
}
