package forebay.embedded;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The stand-in for the gateway: says what it saw; holds {@code /wait} until the test answers it. */
public final class TestServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Requests for /wait, each to be completed by the test. */
    static final BlockingQueue<AsyncContext> WAITING = new LinkedBlockingQueue<>();

    /** The targets whose content is being read. */
    static final Queue<String> READING = new ConcurrentLinkedQueue<>();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getRequestURI().startsWith("/wait")) {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            WAITING.add(context);
            return;
        }
        if (request.getMethod().equals("POST") && !request.getRequestURI().startsWith("/unread")) {
            READING.add(request.getRequestURI());
            request.getInputStream().readAllBytes();
        }
        response.setContentType("text/plain");
        response.getWriter()
                .print(request.getMethod() + " " + request.getRequestURI() + " " + request.getProtocol() + " "
                        + request.getScheme() + " " + request.getServerName() + " [" + request.getServletPath() + "|"
                        + orNone(request.getPathInfo()) + "]");
    }

    private static String orNone(@Nullable String text) {
        return text == null ? "none" : text;
    }

    /** Ends the next request of /wait. */
    static void answerOne() throws Exception {
        AsyncContext context = WAITING.take();
        context.getResponse().getWriter().print("late");
        context.complete();
    }
}
