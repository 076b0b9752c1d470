package forebay.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import forebay.embedded.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As much of the API of a Kubernetes cluster as a pod asks to find those of its service: the slices of endpoints (API group
 * discovery.k8s.io/v1), by https under a certificate of its own, to who has the token of the service account.
 */
public final class KubernetesApi implements AutoCloseable {
    /** The namespace of the pods. */
    public static final String NAMESPACE = "shop";

    /** The headless service that selects them. */
    public static final String SERVICE = "forebay-nodes";

    /** The service account's token. */
    public static final String TOKEN = "token-of-the-pods";

    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices";
    private static final String OF_SERVICE = "labelSelector=kubernetes.io/service-name=" + SERVICE;
    private static final String UNKNOWN =
            "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}";
    private static final String UNAUTHORIZED =
            "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"Unauthorized\",\"code\":401}";

    private final HttpsServer server;
    private final String certificate;
    private final String slices;
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();

    /** One with a pod on this machine for each of these ports; {@code folder} gets its certificate. */
    public KubernetesApi(Path folder, List<Integer> ports) throws Exception {
        SelfSigned own = SelfSigned.create(folder, "EC");
        certificate = Files.readString(own.certificatePem(folder.resolve("ca.crt")));
        slices = IntStream.range(0, ports.size())
                .mapToObj(i -> slice("forebay-" + i, ports.get(i)))
                .collect(Collectors.joining(",", "{\"kind\":\"EndpointSliceList\",\"items\":[", "]}"));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(own)));
        server.createContext("/", this::answer);
        server.start();
    }

    private static SSLContext context(SelfSigned own) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.store(), SelfSigned.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static String slice(String pod, int port) {
        return """
                {"metadata": {"name": "%s-%s", "labels": {"kubernetes.io/service-name": "%s"}},
                 "addressType": "IPv4",
                 "ports": [{"name": "hazelcast", "protocol": "TCP", "port": %d}],
                 "endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": true},
                                "targetRef": {"kind": "Pod", "namespace": "%s", "name": "%s"}}]}
                """.formatted(SERVICE, pod, SERVICE, port, NAMESPACE, pod);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (!("Bearer " + TOKEN).equals(token)) {
            send(exchange, 401, UNAUTHORIZED);
        } else if (exchange.getRequestURI().getPath().equals(SLICES)) {
            answered.add(String.valueOf(exchange.getRequestURI().getQuery()));
            send(exchange, 200, slices);
        } else {
            send(exchange, 404, UNKNOWN); // the pod itself: in which zone a node is does not matter
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] content = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    /** Where it is. */
    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What its certificate is to be trusted by, as PEM. */
    public String certificate() {
        return certificate;
    }

    /** How often somebody with the token was told who is behind the service. */
    public long asked() {
        return answered.stream().filter(OF_SERVICE::equals).count();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
