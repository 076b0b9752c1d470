package forebay.proxy;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The client's side of a {@link Tunnel}: made by the container, which hands it the connection after its 101. */
public final class ClientTunnel implements HttpUpgradeHandler {
    private volatile @Nullable Tunnel tunnel;

    /** For the container. */
    public ClientTunnel() {}

    /** Says what the connection is for; before the container hands it over. */
    void serve(Tunnel waiting) {
        tunnel = waiting;
    }

    @Override
    public void init(WebConnection connection) {
        Tunnel waiting = tunnel;
        if (waiting == null) {
            throw new IllegalStateException("nobody waits for this connection");
        }
        try {
            waiting.open(connection);
        } catch (IOException e) {
            waiting.broken(e);
            throw new UncheckedIOException(e);
        }
    }

    /** The container is done with the connection: what broke it off was told before, else the client has ended it. */
    @Override
    public void destroy() {
        Tunnel waiting = tunnel;
        if (waiting != null) {
            waiting.end(false);
        }
    }
}
