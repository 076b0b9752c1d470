package forebay.proxy;

import com.google.re2j.Pattern;
import forebay.balance.HealthCheckSettings;
import forebay.balance.Upstream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/** Asks an upstream by an HTTP request of its own, over connections that no client's request uses. */
final class HttpProbe implements HealthProbe {
    private static final String USER_AGENT = "forebay-health-check";

    private final HttpClient client;
    private final HealthCheckSettings settings;
    private final HealthCheckSettings.Http http;
    private final Optional<Pattern> pattern;
    private final Object tag;

    /**
     * A probe.
     *
     * @param announced whether its connections begin with the PROXY protocol's header
     */
    HttpProbe(HttpClient client, HealthCheckSettings settings, HealthCheckSettings.Http http, boolean announced) {
        this.client = client;
        this.settings = settings;
        this.http = http;
        this.tag = announced ? ConnectionOwner.HEALTH_CHECKS : USER_AGENT;
        this.pattern = http.matches().map(Pattern::compile);
    }

    @Override
    public void ask(Upstream upstream, Consumer<Finding> told) {
        URI url = upstream.url();
        Request request = client.newRequest(url.getHost(), settings.port().orElse(url.getPort()))
                .scheme(url.getScheme())
                .method(http.method())
                .path(http.path())
                // Apart from the requests' connections: a check must not wait for one of those, nor they for its.
                .tag(tag)
                .headers(fields -> {
                    fields.put(HttpHeader.USER_AGENT, USER_AGENT);
                    http.host().ifPresent(host -> fields.put(HttpHeader.HOST, host));
                })
                .timeout(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        request.send(new Answer(request, told));
    }

    private boolean readsContent() {
        return http.contains().isPresent() || pattern.isPresent();
    }

    /** Reads one answer, as much of it as is needed. */
    private final class Answer
            implements Response.ContentListener, Response.SuccessListener, Response.CompleteListener {
        private final Request request;
        private final Consumer<Finding> told;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean enough;

        Answer(Request request, Consumer<Finding> told) {
            this.request = request;
            this.told = told;
        }

        @Override
        public void onContent(Response response, ByteBuffer piece) {
            int wanted = readsContent() ? HealthCheckSettings.MOST_CONTENT_BYTES - content.size() : 0;
            byte[] bytes = new byte[Math.min(piece.remaining(), wanted)];
            piece.get(bytes);
            content.writeBytes(bytes);
            if (content.size() >= HealthCheckSettings.MOST_CONTENT_BYTES || !readsContent()) {
                enough = true;
                // Its future tells only whether it had ended already.
                CompletableFuture<Boolean> unused = request.abort(new IllegalStateException("enough was read"));
            }
        }

        @Override
        public void onSuccess(Response whole) {
            if (HttpStatus.isInterim(whole.getStatus())) {
                InterimResponses.passOver(whole);
            }
        }

        @Override
        public void onComplete(Result result) {
            Throwable failure = result.getFailure();
            if (failure == null || enough) {
                told.accept(judge(result.getResponse().getStatus()));
            } else if (failure instanceof TimeoutException) {
                told.accept(new Finding(
                        false,
                        "health check: no answer within " + settings.timeout().toMillis() + " ms"));
            } else {
                UpstreamFailure why =
                        request.getConnection() == null ? Failures.connecting(failure) : Failures.beforeHead(failure);
                told.accept(new Finding(false, "health check: " + why.error().word()));
            }
        }

        private Finding judge(int status) {
            if (!http.expects(status)) {
                return new Finding(false, "health check: status " + status);
            }
            String text = content.toString(StandardCharsets.UTF_8);
            boolean expected = http.contains().map(text::contains).orElse(true)
                    && pattern.map(some -> some.matcher(text).find()).orElse(true);
            return expected
                    ? new Finding(true, "health check: status " + status)
                    : new Finding(false, "health check: content is not as expected");
        }
    }
}
