package forebay.embedded;

import forebay.pem.PemException;
import forebay.pem.PemKeyStore;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Makes the ports of the server. */
final class Connectors {
    /**
     * Largest response head that is sent, in bytes: what an upstream may send, and the fields that the gateway adds.
     */
    private static final int MAX_RESPONSE_HEAD_BYTES = 128 * 1024;

    /**
     * Strict framing (RFC 9112): no obsolete folding, no HTTP/0.9, no bare LF, no content length beside a transfer
     * coding. An authority that differs from Host is for the guard to judge, which knows the HTTP version (RFC 9112
     * §3.2.2, RFC 9113 §8.3.1).
     */
    private static final HttpCompliance HTTP =
            HttpCompliance.STRICT.with("forebay", HttpCompliance.Violation.MISMATCHED_AUTHORITY);

    /**
     * The guard refuses what is ambiguous, by its own reason codes, and lets in what a route allows; it has to see it
     * for that. What the guard would not see (a fragment, user information) is refused by the server.
     */
    private static final UriCompliance URI = new UriCompliance(
            "forebay",
            EnumSet.of(
                    UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
                    UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
                    UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                    UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
                    UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                    UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS,
                    UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS));

    private final Server server;
    private final ServerOptions options;

    Connectors(Server server, ServerOptions options) {
        this.server = server;
        this.options = options;
    }

    /**
     * Binds every port, so that one in use is known before anything else starts. Connections are accepted once the
     * connectors are started.
     *
     * @throws StartException where a port is in use, or the TLS files can not be used
     */
    List<ServerConnector> open() throws StartException {
        List<ServerConnector> all = new ArrayList<>();
        try {
            all.add(open(clearText(), options.port()));
            if (options.tls().isPresent()) {
                ServerOptions.Tls tls = options.tls().get();
                all.add(open(tls(tls), tls.port()));
            }
            return all;
        } catch (StartException e) {
            all.forEach(ServerConnector::close);
            throw e;
        }
    }

    private ServerConnector open(ServerConnector connector, int port) throws StartException {
        connector.setHost(options.address());
        connector.setPort(port);
        connector.setIdleTimeout(options.idle().toMillis());
        connector.addBean(new ClientWatch(connector, options.idle()), true);
        // A client that pauses while it sends or reads has as long as at any other time, up to the end of the drain.
        connector.setShutdownIdleTimeout(-1);
        try {
            connector.open();
            return connector;
        } catch (IOException e) {
            throw new StartException(why(options.address() + ":" + port, e), e);
        }
    }

    private static String why(String address, IOException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        boolean inUse = root instanceof BindException
                && String.valueOf(root.getMessage()).contains("in use");
        return inUse
                ? "the address " + address + " is in use; stop what listens there, or choose another port (--port)"
                : "can not listen on " + address + ": " + root.getMessage();
    }

    private ServerConnector clearText() {
        HttpConfiguration http = http();
        http.addCustomizer(new ClearText());
        HTTP2CServerConnectionFactory h2c = new HTTP2CServerConnectionFactory(http);
        limit(h2c);
        return new LazyConnector(server, new GatewayConnection.Factory(http), h2c);
    }

    private ServerConnector tls(ServerOptions.Tls tls) throws StartException {
        HttpConfiguration https = http();
        // Which hosts are served is the guard's to say, not the certificate's.
        https.addCustomizer(new SecureRequestCustomizer(false));
        HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(https);
        limit(h2);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
        return new LazyConnector(
                server,
                new SslConnectionFactory(ssl(tls), alpn.getProtocol()),
                alpn,
                h2,
                new GatewayConnection.Factory(https));
    }

    private HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setHttpCompliance(HTTP);
        http.setUriCompliance(URI);
        http.setRequestHeaderSize(options.maxRequestHeadBytes());
        http.setMaxResponseHeaderSize(MAX_RESPONSE_HEAD_BYTES);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setSendDateHeader(true);
        http.setIdleTimeout(options.idle().toMillis());
        http.addCustomizer(new EarlyAnswers());
        return http;
    }

    private void limit(AbstractHTTP2ServerConnectionFactory h2) {
        // Extended CONNECT (RFC 8441) is not served, so it is not advertised.
        h2.setConnectProtocolEnabled(false);
        h2.setStreamIdleTimeout(options.idle().toMillis());
    }

    private static SslContextFactory.Server ssl(ServerOptions.Tls tls) throws StartException {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        Optional<Path> keyStore = tls.keyStore();
        if (keyStore.isPresent()) {
            if (!Files.isReadable(keyStore.get())) {
                throw new StartException("can not read the key store " + keyStore.get());
            }
            ssl.setKeyStorePath(keyStore.get().toUri().toString());
            ssl.setKeyStorePassword(tls.keyStorePassword().orElse(""));
        } else {
            Path certificate = tls.certificate()
                    .orElseThrow(() -> new StartException(
                            "server.tls names neither a key store nor a certificate; give one of the two"));
            Path key = tls.key().orElseThrow(() -> new StartException("server.tls names a certificate, but no key"));
            String password = UUID.randomUUID().toString();
            try {
                ssl.setKeyStore(PemKeyStore.load(certificate, key, tls.keyPassword(), password.toCharArray()));
            } catch (PemException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            }
            ssl.setKeyStorePassword(password);
        }
        try {
            ssl.start();
        } catch (Exception e) {
            throw new StartException("can not use the key of server.tls: " + e.getMessage(), e);
        }
        return ssl;
    }
}
