package forebay.support;

import forebay.proxy.ProxySettings;
import forebay.proxy.ProxySettings.Reuse;
import forebay.proxy.UpstreamProtocol;
import forebay.proxy.UpstreamTls;
import java.time.Duration;

/** The settings towards upstreams that all tests have, but for what one of them is about. */
public final class ChangedSettings {
    private final ProxySettings usual = ProxyUnderTest.SETTINGS;
    private Duration responseHead = usual.responseHead();
    private Duration idle = usual.idle();
    private Duration upgradeIdle = usual.upgradeIdle();
    private Duration upgradeDrain = usual.upgradeDrain();
    private int maxConnections = usual.maxConnections();
    private Reuse reuse = usual.reuse();
    private UpstreamTls tls = usual.tls();
    private UpstreamProtocol protocol = usual.protocol();
    private boolean proxyProtocol = usual.proxyProtocol();

    /** How long a response head may take. */
    public ChangedSettings responseHead(Duration time) {
        responseHead = time;
        return this;
    }

    /** How long a connection may be silent. */
    public ChangedSettings idle(Duration time) {
        idle = time;
        return this;
    }

    /** How long a connection may be silent that has changed to another protocol. */
    public ChangedSettings upgradeIdle(Duration time) {
        upgradeIdle = time;
        return this;
    }

    /** How long such a connection may last once its upstream was taken out. */
    public ChangedSettings upgradeDrain(Duration time) {
        upgradeDrain = time;
        return this;
    }

    /** How many connections there may be. */
    public ChangedSettings maxConnections(int most) {
        maxConnections = most;
        return this;
    }

    /** How connections are used again. */
    public ChangedSettings reuse(Reuse how) {
        reuse = how;
        return this;
    }

    /** How upstreams by https are known. */
    public ChangedSettings tls(UpstreamTls how) {
        tls = how;
        return this;
    }

    /** What upstreams are spoken to by. */
    public ChangedSettings protocol(UpstreamProtocol spoken) {
        protocol = spoken;
        return this;
    }

    /** Upstreams are told the client by the PROXY protocol. */
    public ChangedSettings proxyProtocol() {
        proxyProtocol = true;
        return this;
    }

    /** All of them. */
    public ProxySettings settings() {
        return new ProxySettings(
                usual.connect(),
                responseHead,
                idle,
                upgradeIdle,
                upgradeDrain,
                maxConnections,
                usual.maxQueued(),
                usual.maxHeadBytes(),
                reuse,
                tls,
                protocol,
                proxyProtocol);
    }
}
