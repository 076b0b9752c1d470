package forebay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
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

        KeyStore store = PemKeyStore.load(certificate, key, PASSWORD);

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

        KeyStore store = PemKeyStore.load(chain, leaf.keyPem(temp.resolve("leaf.key")), PASSWORD);

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

        refused(temp.resolve("absent.pem"), key, "can not read .*absent.pem");
        refused(empty, key, "empty.pem holds no certificate");
        refused(key, key, "good.key (is not a certificate chain|holds no certificate)");
        refused(certificate, certificate, "good.pem holds no private key");
        refused(certificate, old, "old.key holds a RSA PRIVATE KEY; an unencrypted PKCS#8 key is needed");
        refused(certificate, nonsense, "nonsense.key holds no key of a known kind");
        refused(certificate, otherKey, "other.key is not the key of the first certificate in .*good.pem");
        refused(certificate, rsaKey, "rsa.key is not the key of the first certificate in .*good.pem");
    }

    private static void refused(Path certificate, Path key, String message) {
        assertThatThrownBy(() -> PemKeyStore.load(certificate, key, PASSWORD))
                .isInstanceOf(StartException.class)
                .message()
                .containsPattern(message);
    }
}
