package forebay.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Ends a response, whose head may be committed, in a way that the client can not take for its end: the connection is
 * closed without the last chunk (HTTP/1.1), the stream is reset (HTTP/2). The servlet API has no portable word for
 * it, so each container has its own.
 */
public interface ConnectionAbort {
    /** Aborts; may be called from any thread, while asynchronous processing is on or within a service call. */
    void abort(HttpServletRequest request, HttpServletResponse response, Throwable cause);

    /**
     * Whether the container may be asked for writability before the head of an answer to HEAD is committed. Tomcat
     * then ends an HTTP/2 stream before it sends the head.
     */
    default boolean listensBeforeHead() {
        return true;
    }

    /**
     * Takes back the answer that the container has begun by itself because the request's content is broken, where it has
     * one and nothing of it is sent yet: then the response is open to another one. On the thread that found the content
     * broken. The container may close the connection as soon as that thread returns, so what takes the answer's place has
     * to be flushed before.
     *
     * @return whether there was such an answer
     */
    default boolean takeBack(HttpServletResponse response) {
        return false;
    }
}
