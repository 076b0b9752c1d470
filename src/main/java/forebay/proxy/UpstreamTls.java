package forebay.proxy;

import forebay.pem.PemException;
import forebay.pem.PemKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * How the upstreams of a pool are known, and what they know this gateway by. Holds what the files said when they were
 * read; equal to another one where all of that is equal, so that a renewed certificate makes a new client. Immutable.
 */
public final class UpstreamTls {
    /** Certificates that Java trusts, for the host of the upstream's URL; no certificate of one's own. */
    public static final UpstreamTls DEFAULT = new UpstreamTls(Optional.empty(), "", true, null, null, "");

    /** Of a key store that never leaves this process. */
    private static final String IN_MEMORY = "in memory";

    private final Optional<String> serverName;
    private final String storePassword;
    private final boolean verified;
    private final @Nullable KeyStore trusted;
    private final @Nullable KeyStore own;
    /** Of what was read. */
    private final String fingerprint;

    private UpstreamTls(
            Optional<String> serverName,
            String storePassword,
            boolean verified,
            @Nullable KeyStore trusted,
            @Nullable KeyStore own,
            String fingerprint) {
        this.serverName = serverName;
        this.storePassword = storePassword;
        this.verified = verified;
        this.trusted = trusted;
        this.own = own;
        this.fingerprint = fingerprint;
    }

    /** What is wrong with a file, for whoever wrote its name. */
    public static final class UnusableFileException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableFileException(String what, @Nullable Throwable cause) {
            super(what, cause);
        }
    }

    /** The same for another name than the URL's, in SNI and in the certificate. */
    public UpstreamTls withServerName(String name) {
        return new UpstreamTls(Optional.of(name), storePassword, verified, trusted, own, fingerprint);
    }

    /** The same without a look at the upstreams' certificates. */
    public UpstreamTls unverified() {
        return new UpstreamTls(serverName, storePassword, false, trusted, own, fingerprint);
    }

    /**
     * The same, trusting the certificates of a PEM file and no others.
     *
     * @throws PemException where the file can not be used
     */
    public UpstreamTls trusting(Path pem) throws PemException {
        Certificate[] certificates = PemKeyStore.certificates(pem);
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            MessageDigest digest = sha256();
            for (int i = 0; i < certificates.length; i++) {
                store.setCertificateEntry("ca-" + i, certificates[i]);
                digest.update(certificates[i].getEncoded());
            }
            return new UpstreamTls(
                    serverName, storePassword, verified, store, own, fingerprint + "ca" + text(digest.digest()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory", e);
        }
    }

    /**
     * The same, presenting the certificate of a key store (PKCS#12 or JKS).
     *
     * @throws UnusableFileException saying what is wrong with the file, as the rest of a sentence
     */
    public UpstreamTls presenting(Path keyStore, String password) throws UnusableFileException {
        byte[] bytes = bytes(keyStore);
        try {
            KeyStore store = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
            if (!holdsKey(store)) {
                throw new UnusableFileException("holds no private key", null);
            }
            return presenting(store, password, text(sha256().digest(bytes)));
        } catch (IOException e) {
            throw new UnusableFileException("is no key store, or has another password", e);
        } catch (GeneralSecurityException e) {
            throw new UnusableFileException("is no key store", e);
        }
    }

    /**
     * The same, presenting the certificate of PEM files.
     *
     * @param certificate the chain, which begins with the gateway's own
     * @param key its private key
     * @param keyPassword what the key is encrypted by; empty where it is not
     * @throws PemException where one of them can not be used, or the two do not belong together
     */
    public UpstreamTls presenting(Path certificate, Path key, Optional<String> keyPassword) throws PemException {
        KeyStore store = PemKeyStore.load(certificate, key, keyPassword, IN_MEMORY.toCharArray());
        try {
            MessageDigest digest = sha256();
            for (Certificate each : store.getCertificateChain(PemKeyStore.ALIAS)) {
                digest.update(each.getEncoded());
            }
            digest.update(
                    store.getKey(PemKeyStore.ALIAS, IN_MEMORY.toCharArray()).getEncoded());
            return presenting(store, IN_MEMORY, text(digest.digest()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key store in memory", e);
        }
    }

    private UpstreamTls presenting(KeyStore store, String password, String what) {
        return new UpstreamTls(serverName, password, verified, trusted, store, fingerprint + "own" + what);
    }

    private static boolean holdsKey(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(Path file) throws UnusableFileException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableFileException("can not be read", e);
        }
    }

    private static MessageDigest sha256() throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256");
    }

    private static String text(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    /** Whether upstreams must prove who they are. */
    public boolean verified() {
        return verified;
    }

    /** The name that upstreams are asked for and known by, where it is not their URL's. */
    public Optional<String> serverName() {
        return serverName;
    }

    /** Whether this gateway presents a certificate. */
    public boolean presents() {
        return own != null;
    }

    /** Whether only certificates of a file are trusted. */
    public boolean trustsOwn() {
        return trusted != null;
    }

    /** For the client library. */
    SslContextFactory.Client factory() {
        SslContextFactory.Client factory = new Named(serverName);
        if (!verified) {
            factory.setTrustAll(true);
            factory.setEndpointIdentificationAlgorithm(null);
        } else if (trusted != null) {
            factory.setTrustStore(trusted);
        }
        if (own != null) {
            factory.setKeyStore(own);
            factory.setKeyStorePassword(storePassword);
        }
        return factory;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UpstreamTls that
                && serverName.equals(that.serverName)
                && storePassword.equals(that.storePassword)
                && verified == that.verified
                && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode() * 31 + serverName.hashCode();
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "UpstreamTls[serverName=" + serverName + ", verified=" + verified + "]";
    }

    /** Makes connections to a name that need not be the address's. */
    private static final class Named extends SslContextFactory.Client {
        private final Optional<String> name;

        Named(Optional<String> name) {
            this.name = name;
        }

        @Override
        public SSLEngine newSSLEngine(String host, int port) {
            return super.newSSLEngine(name.orElse(host), port);
        }
    }
}
