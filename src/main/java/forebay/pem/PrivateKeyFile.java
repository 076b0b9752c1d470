package forebay.pem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads a private key in PEM form: PKCS#8 (RFC 7468 §10), or encrypted by a password (RFC 7468 §11, PBES2). */
final class PrivateKeyFile {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    /** Of an encrypted key in the form that came before PKCS#8. */
    private static final Pattern ANY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private PrivateKeyFile() {}

    static PrivateKey read(Path file, Optional<String> password) throws PemException {
        String text = text(file);
        Matcher any = ANY.matcher(text);
        if (!any.find()) {
            throw PemException.key(file, "holds no private key", "a PEM file with BEGIN PRIVATE KEY is needed");
        }
        String kind = any.group(1);
        boolean encrypted = kind.equals("ENCRYPTED PRIVATE KEY");
        if (!encrypted && !kind.equals("PRIVATE KEY")) {
            throw PemException.key(
                    file,
                    "holds a " + kind,
                    "a PKCS#8 key is needed: openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName());
        }
        if (encrypted && password.isEmpty()) {
            throw PemException.key(
                    file,
                    "holds a key that is encrypted",
                    "its password is needed, or the key without: openssl pkcs8 -in " + file.getFileName());
        }
        if (!encrypted && password.isPresent()) {
            throw PemException.key(file, "holds a key that is not encrypted", "the password is to be removed");
        }
        Matcher pem = KEY.matcher(text);
        if (!pem.find()) {
            throw PemException.key(file, "is not PEM: its key has no end", "a PEM file as openssl writes it");
        }
        byte[] der = decode(file, pem.group(2));
        return key(file, encrypted ? decrypted(file, der, password.get()) : new PKCS8EncodedKeySpec(der));
    }

    private static PKCS8EncodedKeySpec decrypted(Path file, byte[] der, String password) throws PemException {
        EncryptedPrivateKeyInfo info;
        Cipher cipher;
        try {
            info = new EncryptedPrivateKeyInfo(der);
            // For PBES2 the parameters know by which of its schemes; the name of the whole says nothing.
            String scheme = String.valueOf(info.getAlgParameters());
            cipher = Cipher.getInstance(scheme);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray())),
                    info.getAlgParameters());
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new PemException(
                    true,
                    file,
                    "is encrypted in a way that Java does not know",
                    "PBES2 with AES is needed: openssl pkcs8 -topk8 -v2 aes256 -in " + file.getFileName(),
                    e);
        }
        try {
            return info.getKeySpec(cipher);
        } catch (InvalidKeySpecException e) {
            throw new PemException(true, file, "has another password", "the password that the key was encrypted by", e);
        }
    }

    private static byte[] decode(Path file, String base64) throws PemException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new PemException(true, file, "is not PEM: " + e.getMessage(), "a PEM file as openssl writes it", e);
        }
    }

    private static PrivateKey key(Path file, PKCS8EncodedKeySpec spec) throws PemException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Not of this algorithm; the next one is tried.
            } catch (GeneralSecurityException e) {
                throw new PemException(true, file, "can not be used: " + e.getMessage(), "use one of " + ALGORITHMS, e);
            }
        }
        throw PemException.key(file, "holds no key of a known kind", "use one of " + ALGORITHMS);
    }

    private static String text(Path file) throws PemException {
        return new String(bytes(file, true), StandardCharsets.US_ASCII);
    }

    static byte[] bytes(Path file, boolean ofKey) throws PemException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new PemException(ofKey, file, "can not be read", "a file that exists and may be read", e);
        }
    }
}
