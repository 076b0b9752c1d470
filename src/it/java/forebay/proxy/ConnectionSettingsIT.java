package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import forebay.embedded.SelfSigned;
import forebay.proxy.ProxySettings.Reuse;
import forebay.support.ChangedSettings;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import forebay.support.SecureOrigin;
import forebay.support.WholeGateway;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool's {@code connection} settings do on the wire. */
class ConnectionSettingsIT {
    @TempDir
    Path folder;

    private static ProxySettings settings(Reuse reuse, UpstreamTls tls) {
        return new ChangedSettings().reuse(reuse).tls(tls).settings();
    }

    private static RawClient.Answer get(UpstreamTls tls, URI upstream) throws Exception {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(settings(Reuse.ANY, tls), upstream)) {
            return proxy.get("/");
        }
    }

    private UpstreamTls trusting(SelfSigned signed) throws Exception {
        return UpstreamTls.DEFAULT.trusting(
                signed.certificatePem(folder.resolve(signed.file().getFileName() + ".pem")));
    }

    @Test
    void anUnknownCertificateIsRefused() throws Exception {
        SelfSigned signed = SelfSigned.create(folder, "EC");
        try (SecureOrigin origin = new SecureOrigin(signed.store(), SelfSigned.PASSWORD, null)) {
            RawClient.Answer answer = get(UpstreamTls.DEFAULT, origin.url());
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=tls_certificate_error");
        }
    }

    @Test
    void aCertificateOfOnesOwnAuthorityIsTrustedForItsNameOnly() throws Exception {
        SelfSigned signed = SelfSigned.create(folder, "EC");
        try (SecureOrigin origin = new SecureOrigin(signed.store(), SelfSigned.PASSWORD, null)) {
            UpstreamTls trusting = trusting(signed);
            assertThat(get(trusting, origin.url()).status()).isEqualTo(200);
            RawClient.Answer other = get(trusting.withServerName("app.internal"), origin.url());
            assertThat(other.field("Proxy-Status")).isEqualTo("forebay; error=tls_certificate_error");
            RawClient.Answer unverified =
                    get(UpstreamTls.DEFAULT.withServerName("app.internal").unverified(), origin.url());
            assertThat(unverified.content()).startsWith("names=[type=host_name (0), value=app.internal]");
        }
    }

    @Test
    void aCertificateOfTheGatewayIsPresented() throws Exception {
        SelfSigned server = SelfSigned.create(folder, "EC");
        SelfSigned gateway = SelfSigned.create(folder, "RSA");
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("gateway", gateway.store().getCertificate("test"));
        try (SecureOrigin origin = new SecureOrigin(server.store(), SelfSigned.PASSWORD, known)) {
            UpstreamTls trusting = trusting(server);
            assertThat(get(trusting, origin.url()).status()).isEqualTo(502);
            UpstreamTls presenting = trusting.presenting(gateway.file(), SelfSigned.PASSWORD);
            assertThat(get(presenting, origin.url()).content()).contains("client=CN=localhost");
            assertThatThrownBy(() -> trusting.presenting(gateway.file(), "other"))
                    .hasMessage("is no key store, or has another password");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void aCertificateInPemFilesIsPresentedAndRenewed(String algorithm) throws Exception {
        SelfSigned server = SelfSigned.create(folder, "EC");
        SelfSigned first = SelfSigned.create(folder, algorithm, "CN=first");
        SelfSigned second = SelfSigned.create(folder, algorithm, "CN=second");
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("first", first.store().getCertificate("test"));
        known.setCertificateEntry("second", second.store().getCertificate("test"));
        Path ca = server.certificatePem(folder.resolve("ca.pem"));
        Path certificate = first.certificatePem(folder.resolve("gateway.crt"));
        Path key = first.encryptedKeyPem(folder.resolve("gateway.key"), "pass phrase");
        try (SecureOrigin origin = new SecureOrigin(server.store(), SelfSigned.PASSWORD, known);
                WholeGateway gateway = new WholeGateway(folder, """
                pools:
                  app:
                    upstreams: [{url: '%s'}]
                    connection: {tls: {ca: '%s', certificate: '%s', key: '%s', key-password: pass phrase}}
                routes: [{path: /, pool: app, host-header: upstream, cache: off}]
                """.formatted(origin.url(), ca, certificate, key))) {
            assertThat(gateway.get("/").content()).contains("client=CN=first");

            second.certificatePem(certificate);
            second.encryptedKeyPem(key, "pass phrase");
            await().untilAsserted(() -> assertThat(gateway.get("/").content()).contains("client=CN=second"));
        }
    }

    @Test
    void aRenewedFileMakesOtherSettings() throws Exception {
        SelfSigned first = SelfSigned.create(folder, "EC");
        SelfSigned second = SelfSigned.create(folder, "EC");
        Path pem = folder.resolve("ca.pem");
        UpstreamTls before = UpstreamTls.DEFAULT.trusting(first.certificatePem(pem));
        assertThat(UpstreamTls.DEFAULT.trusting(pem)).isEqualTo(before);
        assertThat(UpstreamTls.DEFAULT.trusting(second.certificatePem(pem))).isNotEqualTo(before);
        Files.writeString(pem, "no certificate");
        assertThatThrownBy(() -> UpstreamTls.DEFAULT.trusting(pem)).hasMessageContaining("holds no certificate");
    }

    private static int connections(ProxyUnderTest proxy, int requests) throws Exception {
        Set<String> ports = new HashSet<>();
        for (int i = 0; i < requests; i++) {
            ports.add(proxy.getInTurn("/").content());
        }
        return ports.size();
    }

    private static ScriptedOrigin tellingItsConnection() throws Exception {
        return ScriptedOrigin.start(c -> c.answer(200, "", Integer.toString(System.identityHashCode(c.in()))));
    }

    @Test
    void aConnectionCarriesAsManyRequestsAsItMay() throws Exception {
        Reuse twice = new Reuse(Optional.empty(), Optional.empty(), OptionalInt.of(2));
        try (ScriptedOrigin origin = tellingItsConnection();
                ProxyUnderTest proxy = ProxyUnderTest.before(settings(twice, UpstreamTls.DEFAULT), origin.url())) {
            assertThat(connections(proxy, 6)).isEqualTo(3);
        }
    }

    @Test
    void aConnectionThatWaitsTooLongForItsNextRequestIsClosed() throws Exception {
        Reuse briefly = new Reuse(Optional.of(Duration.ofMillis(200)), Optional.empty(), OptionalInt.empty());
        try (ScriptedOrigin origin = tellingItsConnection();
                ProxyUnderTest proxy = ProxyUnderTest.before(settings(briefly, UpstreamTls.DEFAULT), origin.url())) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            await().until(() -> origin.open() == 0);
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void anOldConnectionIsNotUsedAgain() throws Exception {
        Reuse young = new Reuse(Optional.empty(), Optional.of(Duration.ofMillis(1)), OptionalInt.empty());
        try (ScriptedOrigin origin = tellingItsConnection();
                ProxyUnderTest proxy = ProxyUnderTest.before(settings(young, UpstreamTls.DEFAULT), origin.url())) {
            assertThat(connections(proxy, 4)).isGreaterThan(1);
        }
    }
}
