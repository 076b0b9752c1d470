package forebay.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A key store in memory from PEM files (RFC 7468): a certificate chain, leaf first, and its PKCS#8 private key. */
final class PemKeyStore {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private PemKeyStore() {}

    /**
     * Reads the two files.
     *
     * @param certificate the chain
     * @param key the private key of its first certificate
     * @param password protects the key within the store
     * @throws StartException naming the file, where it can not be read or holds something else
     */
    static KeyStore load(Path certificate, Path key, char[] password) throws StartException {
        Certificate[] chain = chain(certificate);
        PrivateKey privateKey = key(key);
        try {
            if (!belong(privateKey, chain[0])) {
                throw new StartException(key + " is not the key of the first certificate in " + certificate
                        + "; the chain begins with the server's own certificate");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("forebay", privateKey, password, chain);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new StartException("can not use " + certificate + " with " + key + ": " + e.getMessage(), e);
        }
    }

    private static Certificate[] chain(Path file) throws StartException {
        try {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes(file)));
            if (chain.isEmpty()) {
                throw new StartException(file + " holds no certificate; a PEM file with BEGIN CERTIFICATE is needed");
            }
            return chain.toArray(new Certificate[0]);
        } catch (CertificateException e) {
            throw new StartException(file + " is not a certificate chain in PEM form: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file) throws StartException {
        Matcher pem = KEY.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new StartException(file + " holds no private key; a PEM file with BEGIN PRIVATE KEY is needed");
        }
        if (!pem.group(1).equals("PRIVATE KEY")) {
            throw new StartException(file + " holds a " + pem.group(1)
                    + "; an unencrypted PKCS#8 key is needed: openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName());
        }
        return key(file, new PKCS8EncodedKeySpec(decode(file, pem.group(2))));
    }

    private static byte[] decode(Path file, String base64) throws StartException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new StartException(file + " is not PEM: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file, PKCS8EncodedKeySpec spec) throws StartException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Not of this algorithm; the next one is tried.
            } catch (GeneralSecurityException e) {
                throw new StartException(file + ": " + e.getMessage(), e);
            }
        }
        throw new StartException(file + " holds no key of a known kind; use one of " + ALGORITHMS);
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
        byte[] probe = "forebay".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(probe);
        return signature.verify(signed);
    }

    private static byte[] bytes(Path file) throws StartException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StartException("can not read " + file + ": " + e, e);
        }
    }
}
