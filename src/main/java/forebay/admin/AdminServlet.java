package forebay.admin;

import forebay.balance.PoolControl;
import forebay.cache.CacheSettings;
import forebay.cache.Purges;
import forebay.cluster.NodeControl;
import forebay.cluster.SharedBuckets;
import forebay.edge.Collaborators;
import forebay.edge.Exchanges;
import forebay.edge.Problem;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.observe.MetricsText;
import forebay.observe.Traffic;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own paths: {@code /_forebay/health} for anyone; {@code metrics} for Prometheus; for callers with the
 * role {@value #ROLE} the status page at {@code /_forebay/} and its data {@code status.json}, all of it read-only; and
 * {@link UpstreamEndpoint}, {@link PurgeEndpoint} and {@link ForgetEndpoint}.
 *
 * <p>Access control guards these paths in shiro.ini. The role is checked here again, so that a careless rule there
 * opens nothing. Metrics are the exception: a scraper shall be able to have a role that opens nothing else, so that
 * any caller whom access control lets pass is answered, but nobody unknown.
 */
public final class AdminServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** The role that sees everything. */
    static final String ROLE = "admin";

    /** The page loads nothing from elsewhere, runs no inline script, and is shown in no frame. */
    private static final String PAGE_POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private transient @Nullable Parts parts;

    /** What the servlet works with, found once. */
    private record Parts(
            GatewayStatus status,
            Traffic traffic,
            MetricsText metrics,
            DashboardFiles files,
            Map<String, ApiCall.Endpoint> calls) {}

    /** Content that is answered as a whole. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Answer(int status, String contentType, byte[] content) {}

    @Override
    public void init() throws ServletException {
        ServletContext context = getServletContext();
        parts = new Parts(
                Collaborators.get(context, GatewayStatus.class),
                Collaborators.get(context, Traffic.class),
                Collaborators.get(context, MetricsText.class),
                DashboardFiles.read(context),
                Map.of(
                        UpstreamEndpoint.PATH,
                        new UpstreamEndpoint(Collaborators.get(context, PoolControl.class)),
                        PurgeEndpoint.PATH,
                        new PurgeEndpoint(
                                Collaborators.get(context, Purges.class),
                                new CallRate(
                                        "purges",
                                        Collaborators.get(context, CacheSettings.Purging.class)
                                                .perSecond(),
                                        Collaborators.get(context, InstantSource.class),
                                        Collaborators.get(context, SharedBuckets.class))),
                        ForgetEndpoint.PATH,
                        new ForgetEndpoint(Collaborators.get(context, NodeControl.class))));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Parts found = parts;
        if (found == null) {
            throw new ServletException("the servlet was not initialised");
        }
        Exchange exchange = Exchanges.of(request);
        String path = Optional.ofNullable(request.getPathInfo()).orElse("");
        ApiCall.Endpoint endpoint = found.calls().get(path);
        Optional<Problem> problem = refusal(request, path, endpoint != null, exchange);
        if (problem.isPresent()) {
            refuse(request, response, exchange, problem.get());
        } else if (endpoint != null) {
            endpoint.serve(new ApiCall(request, response, exchange));
        } else if (path.isEmpty()) {
            toThePage(request, response);
        } else {
            Optional<Answer> answer = answer(path, request, found);
            if (answer.isPresent()) {
                send(request, response, exchange, answer.get());
            } else {
                refuse(request, response, exchange, noSuchPage());
            }
        }
    }

    private static Optional<Problem> refusal(
            HttpServletRequest request, String path, boolean takesCalls, Exchange exchange) {
        if (!allowed(path, exchange.caller())) {
            return Optional.of(Problem.of(
                    403,
                    "admin-role-missing",
                    "Forbidden",
                    "This page is for callers with the role " + ROLE
                            + (path.equals(PurgeEndpoint.PATH) ? " or " + PurgeEndpoint.ROLE : "") + "."));
        }
        if (!takesCalls
                && !request.getMethod().equals("GET")
                && !request.getMethod().equals("HEAD")) {
            return Optional.of(
                    Problem.of(405, "method-not-allowed", "Method not allowed", "This page takes GET and HEAD only.")
                            .with("Allow", "GET, HEAD"));
        }
        return Optional.empty();
    }

    private static boolean allowed(String path, Caller caller) {
        return switch (path) {
            case "/health" -> true;
            case PurgeEndpoint.PATH -> PurgeEndpoint.allowed(caller);
            case "/metrics" -> caller.authenticated();
            default -> caller.roles().contains(ROLE);
        };
    }

    private static Problem noSuchPage() {
        return Problem.of(
                404,
                "no-such-page",
                "Not found",
                "The gateway's own pages are /_forebay/, status.json, metrics, health, upstreams, purge and nodes/forget.");
    }

    private static Optional<Answer> answer(String path, HttpServletRequest request, Parts parts) throws IOException {
        return switch (path) {
            case "/health" -> Optional.of(health(parts.status()));
            case "/metrics" -> Optional.of(metrics(request, parts.metrics()));
            case "/status.json" ->
                Optional.of(new Answer(
                        200,
                        "application/json",
                        StatusView.of(parts.status(), parts.traffic()).json()));
            default -> {
                String name = path.equals("/") ? "index.html" : path.substring(1);
                yield parts.files().find(name).map(file -> new Answer(200, file.contentType(), file.content()));
            }
        };
    }

    /** Says whether requests should come here, and nothing else: anyone may ask. */
    private static Answer health(GatewayStatus status) {
        boolean running = status.phase() == GatewayStatus.Phase.RUNNING;
        return new Answer(
                running ? 200 : 503,
                "text/plain;charset=utf-8",
                (running ? "ok\n" : "unavailable\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Answer metrics(HttpServletRequest request, MetricsText metrics) throws IOException {
        String contentType = metrics.contentType(request.getHeader("Accept"));
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
        metrics.write(text, contentType);
        return new Answer(200, contentType, text.toByteArray());
    }

    /** Relative references of the page need the final slash; a relative Location holds behind any context path. */
    private static void toThePage(HttpServletRequest request, HttpServletResponse response) {
        String path = request.getServletPath();
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Location", path.substring(path.lastIndexOf('/') + 1) + "/");
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, Exchange exchange, Answer answer)
            throws IOException {
        response.setStatus(answer.status());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", PAGE_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Request-Id", exchange.arrival().id());
        response.setContentType(answer.contentType());
        response.setContentLength(answer.content().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(answer.content());
            exchange.sent(answer.content().length);
        }
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, Exchange exchange, Problem problem)
            throws IOException {
        new ApiCall(request, response, exchange).refuse(problem);
    }
}
