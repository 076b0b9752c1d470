package forebay.support;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A server by https that answers with what it knows of the connection: the name asked for, the client's certificate. */
public final class SecureOrigin implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector;

    /**
     * Starts one.
     *
     * @param store its certificate and key
     * @param clients the certificates that clients must have one of; null where they need none
     */
    public SecureOrigin(KeyStore store, String password, KeyStore clients) throws Exception {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStore(store);
        ssl.setKeyStorePassword(password);
        ssl.setSniRequired(false);
        if (clients != null) {
            ssl.setTrustStore(clients);
            ssl.setNeedClientAuth(true);
        }
        HttpConnectionFactory http = new HttpConnectionFactory();
        connector = new ServerConnector(server, new SslConnectionFactory(ssl, http.getProtocol()), http);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Telling());
        server.start();
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("https://localhost:" + connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop in order", e);
        }
    }

    private static final class Telling extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            SSLSession session = request.getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .getSslSessionData()
                    .sslSession();
            String text = "names=" + names(session) + " client=" + client(session) + " port="
                    + ((InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress()).getPort();
            Content.Sink.write(response, true, text, callback);
            return true;
        }

        private static List<?> names(SSLSession session) {
            return session instanceof ExtendedSSLSession extended ? extended.getRequestedServerNames() : List.of();
        }

        private static String client(SSLSession session) {
            try {
                return session == null ? "none" : session.getPeerPrincipal().getName();
            } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
                return "none";
            }
        }
    }
}
