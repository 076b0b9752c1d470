package forebay.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.embedded.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeyStoreTest {
    private static final char[] PASSWORD = {'p'};

    @TempDir
    static Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keyAndChainOfEachKind(String algorithm) throws Exception {
        SelfSigned made = SelfSigned.create(temp, algorithm);
        Path certificate = made.certificatePem(temp.resolve(algorithm + ".pem"));
        Path key = made.keyPem(temp.resolve(algorithm + ".key"));

        KeyStore store = PemKeyStore.load(certificate, key, Optional.empty(), PASSWORD);

        assertThat(store.getCertificateChain("forebay"))
                .containsExactly(made.store().getCertificate("test"));
        assertThat(store.getKey("forebay", PASSWORD).getEncoded())
                .isEqualTo(made.store()
                        .getKey("test", SelfSigned.PASSWORD.toCharArray())
                        .getEncoded());
    }

    @Test
    void aChainKeepsItsOrder() throws Exception {
        SelfSigned leaf = SelfSigned.create(temp, "EC");
        SelfSigned issuer = SelfSigned.create(temp, "EC");
        Path chain = temp.resolve("chain.pem");
        Files.writeString(
                chain,
                Files.readString(leaf.certificatePem(temp.resolve("leaf.pem")))
                        + Files.readString(issuer.certificatePem(temp.resolve("issuer.pem"))));

        KeyStore store = PemKeyStore.load(chain, leaf.keyPem(temp.resolve("leaf.key")), Optional.empty(), PASSWORD);

        assertThat(store.getCertificateChain("forebay"))
                .containsExactly(
                        leaf.store().getCertificate("test"), issuer.store().getCertificate("test"));
    }

    @Test
    void whatIsWrongIsSaidWithItsFile() throws Exception {
        SelfSigned made = SelfSigned.create(temp, "EC");
        Path certificate = made.certificatePem(temp.resolve("good.pem"));
        Path key = made.keyPem(temp.resolve("good.key"));
        Path otherKey = SelfSigned.create(temp, "EC").keyPem(temp.resolve("other.key"));
        Path rsaKey = SelfSigned.create(temp, "RSA").keyPem(temp.resolve("rsa.key"));
        Path old = SelfSigned.pem(temp.resolve("old.key"), "RSA PRIVATE KEY", new byte[] {1});
        Path nonsense = SelfSigned.pem(temp.resolve("nonsense.key"), "PRIVATE KEY", new byte[] {1, 2, 3});
        Path empty = Files.writeString(temp.resolve("empty.pem"), "");

        refused(temp.resolve("absent.pem"), key, "absent.pem can not be read; a file that exists");
        refused(empty, key, "empty.pem holds no certificates in PEM form");
        refused(key, key, "good.key holds no certificates in PEM form");
        refused(certificate, certificate, "good.pem holds no private key");
        refused(certificate, old, "old.key holds a RSA PRIVATE KEY; a PKCS#8 key is needed: openssl pkcs8");
        refused(certificate, nonsense, "nonsense.key holds no key of a known kind");
        refused(certificate, otherKey, "other.key is not the key of the first certificate in .*good.pem");
        refused(certificate, rsaKey, "rsa.key is not the key of the first certificate in .*good.pem");
    }

    /** As openssl pkcs8 -topk8 -v2 aes256 writes it, which no class of Java took part in. */
    private static final String BY_OPENSSL = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjvwQkqY7+NfAICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIWG2AJFq+3s4R3/15/XVjAEgZDb
            MNSVJATnD75A4trT2BquocmsuR9a6EmqtxB4T8+4FkGH2T2LlZWq8wh5Jkx5Fu+G
            yU4DoNk2op8ZTpZUeQ0+ajzBnPpGvbUYeu6vcqhyYdskYw7/1YDLijqhKmEvADKC
            hNjJ15tf9ELjcxyrRK/AbIxcQUIGUu625RDu4LWDFbTqci48YBgpoNcnPl6l78U=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void anEncryptedKeyIsReadByItsPassword(String algorithm) throws Exception {
        SelfSigned made = SelfSigned.create(temp, algorithm);
        Path certificate = made.certificatePem(temp.resolve(algorithm + "-e.pem"));
        Path key = made.encryptedKeyPem(temp.resolve(algorithm + "-e.key"), "pass phrase");

        KeyStore store = PemKeyStore.load(certificate, key, Optional.of("pass phrase"), PASSWORD);

        assertThat(store.getKey("forebay", PASSWORD).getEncoded())
                .isEqualTo(made.store()
                        .getKey("test", SelfSigned.PASSWORD.toCharArray())
                        .getEncoded());
        assertThatThrownBy(() -> PemKeyStore.load(certificate, key, Optional.of("other"), PASSWORD))
                .hasMessageContaining("-e.key has another password");
        assertThatThrownBy(() -> PemKeyStore.load(certificate, key, Optional.empty(), PASSWORD))
                .hasMessageContaining("-e.key holds a key that is encrypted; its password is needed");
        Path plain = made.keyPem(temp.resolve(algorithm + "-p.key"));
        assertThatThrownBy(() -> PemKeyStore.load(certificate, plain, Optional.of("other"), PASSWORD))
                .hasMessageContaining("-p.key holds a key that is not encrypted; the password is to be removed");
    }

    @Test
    void aKeyThatOpensslEncryptedIsRead() throws Exception {
        Path key = Files.writeString(temp.resolve("openssl.key"), BY_OPENSSL);
        assertThat(PrivateKeyFile.read(key, Optional.of("pass phrase")).getAlgorithm())
                .isEqualTo("EC");
    }

    @Test
    void whatIsEncryptedInAWayThatIsNotKnownSaysSo() throws Exception {
        Path key = SelfSigned.pem(temp.resolve("unknown.key"), "ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0});
        assertThatThrownBy(() -> PrivateKeyFile.read(key, Optional.of("x")))
                .hasMessageContaining("is encrypted in a way that Java does not know; PBES2 with AES is needed");
    }

    @Test
    void oneFileMayHoldBoth() throws Exception {
        SelfSigned made = SelfSigned.create(temp, "EC");
        Path both = temp.resolve("both.pem");
        Files.writeString(
                both,
                Files.readString(made.keyPem(temp.resolve("b.key")))
                        + Files.readString(made.certificatePem(temp.resolve("b.pem"))));
        assertThat(PemKeyStore.load(both, both, Optional.empty(), PASSWORD).getCertificateChain("forebay"))
                .containsExactly(made.store().getCertificate("test"));
    }

    private static void refused(Path certificate, Path key, String message) {
        assertThatThrownBy(() -> PemKeyStore.load(certificate, key, Optional.empty(), PASSWORD))
                .isInstanceOf(PemException.class)
                .message()
                .containsPattern(message);
    }
}
