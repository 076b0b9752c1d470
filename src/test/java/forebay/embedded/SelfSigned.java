package forebay.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for localhost, made by the JDK's keytool.
 *
 * @param file PKCS#12
 * @param store the same, loaded
 */
public record SelfSigned(Path file, KeyStore store) {
    /** Of the file, and of the key in it. */
    public static final String PASSWORD = "changeit";

    /** Makes one; {@code algorithm} as keytool names it: RSA, EC, Ed25519. */
    public static SelfSigned create(Path folder, String algorithm) throws Exception {
        return create(folder, algorithm, "CN=localhost");
    }

    /** The same for another subject; it is valid for localhost all the same. */
    public static SelfSigned create(Path folder, String algorithm, String subject) throws Exception {
        Path file = Files.createTempFile(folder, algorithm, ".p12");
        Files.delete(file);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        subject,
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        return new SelfSigned(file, KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
    }

    /** Writes the certificate as PEM. */
    public Path certificatePem(Path file) throws Exception {
        return pem(file, "CERTIFICATE", store.getCertificate("test").getEncoded());
    }

    /** Writes the private key as PEM (PKCS#8). */
    public Path keyPem(Path file) throws Exception {
        Key key = store.getKey("test", PASSWORD.toCharArray());
        return pem(file, "PRIVATE KEY", key.getEncoded());
    }

    /** The same, encrypted as {@code openssl pkcs8 -topk8 -v2 aes256} does (PBES2). */
    public Path encryptedKeyPem(Path file, String password) throws Exception {
        String scheme = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray())));
        byte[] encrypted =
                cipher.doFinal(store.getKey("test", PASSWORD.toCharArray()).getEncoded());
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        return pem(file, "ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded());
    }

    /** Trusts this certificate alone. */
    public SSLContext trust() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("test", store.getCertificate("test"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Writes a PEM file of one block. */
    public static Path pem(Path file, String label, byte[] der) throws IOException {
        return Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }
}
