package forebay.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A key store in memory from PEM files (RFC 7468): a certificate chain, leaf first, and its PKCS#8 private key. */
public final class PemKeyStore {
    /** The only name in it. */
    public static final String ALIAS = "forebay";

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]*-----END CERTIFICATE-----");

    private PemKeyStore() {}

    /**
     * Reads the two files.
     *
     * @param certificate the chain
     * @param key the private key of its first certificate: RSA, EC or Ed25519
     * @param keyPassword what the key is encrypted by; empty where it is not
     * @param password protects the key within the store
     * @throws PemException naming the file, where it can not be read or holds something else
     */
    public static KeyStore load(Path certificate, Path key, Optional<String> keyPassword, char[] password)
            throws PemException {
        Certificate[] chain = certificates(certificate);
        PrivateKey privateKey = PrivateKeyFile.read(key, keyPassword);
        try {
            if (!belong(privateKey, chain[0])) {
                throw PemException.key(
                        key,
                        "is not the key of the first certificate in " + certificate,
                        "the chain begins with the certificate of the key");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry(ALIAS, privateKey, password, chain);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new PemException(
                    true, key, "can not be used with " + certificate + ": " + e.getMessage(), "a key and its chain", e);
        }
    }

    /**
     * The certificates of a PEM file, in order.
     *
     * @throws PemException where it can not be read or holds none
     */
    public static Certificate[] certificates(Path file) throws PemException {
        // What else is in the file, such as the key, is for others.
        String blocks = CERTIFICATE
                .matcher(new String(PrivateKeyFile.bytes(file, false), StandardCharsets.US_ASCII))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining("\n"));
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(blocks.getBytes(StandardCharsets.US_ASCII)));
            if (certificates.isEmpty()) {
                throw none(file, null);
            }
            return certificates.toArray(new Certificate[0]);
        } catch (CertificateException e) {
            throw none(file, e);
        }
    }

    private static PemException none(Path file, @Nullable Throwable cause) {
        return new PemException(
                false, file, "holds no certificates in PEM form", "a PEM file with BEGIN CERTIFICATE is needed", cause);
    }

    /** Whether a signature by the key is valid under the certificate. */
    private static boolean belong(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        String keyAlgorithm = key.getAlgorithm();
        if (!keyAlgorithm.equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (keyAlgorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> keyAlgorithm;
                });
        byte[] probe = ALIAS.getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(probe);
        return signature.verify(signed);
    }
}
