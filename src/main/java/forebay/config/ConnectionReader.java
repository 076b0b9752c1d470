package forebay.config;

import forebay.pem.PemException;
import forebay.proxy.ProxySettings;
import forebay.proxy.ProxySettings.Reuse;
import forebay.proxy.UpstreamProtocol;
import forebay.proxy.UpstreamTls;
import forebay.proxy.UpstreamTls.UnusableFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code connection} of a pool: what differs from the section {@code upstream}, and what only a pool has. */
final class ConnectionReader {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private static final Map<String, UpstreamProtocol> PROTOCOLS = Stream.of(UpstreamProtocol.values())
            .collect(Collectors.toUnmodifiableMap(UpstreamProtocol::word, protocol -> protocol));

    private ConnectionReader() {}

    /** How the upstreams of a pool are connected to; {@code general} where the pool says nothing. */
    static ProxySettings read(Section pool, ProxySettings general) {
        Section section = pool.section("connection");
        ProxySettings settings = new ProxySettings(
                SettingsReader.duration(section, "connect-timeout", MILLI, Duration.ofMinutes(5), general.connect()),
                SettingsReader.duration(section, "response-head-timeout", MILLI, DAY, general.responseHead()),
                SettingsReader.duration(section, "idle-timeout", MILLI, DAY, general.idle()),
                SettingsReader.duration(section, "upgrade-idle-timeout", MILLI, DAY, general.upgradeIdle()),
                SettingsReader.duration(section, "upgrade-drain-timeout", Duration.ZERO, DAY, general.upgradeDrain()),
                SettingsReader.integer(section, "max-connections", 1, 65_535, general.maxConnections()),
                general.maxQueued(),
                general.maxHeadBytes(),
                reuse(section),
                tls(section.section("tls")),
                section.filled("protocol")
                        .flatMap(value -> value.word(PROTOCOLS))
                        .orElse(general.protocol()),
                section.filled("proxy-protocol")
                        .flatMap(value -> value.word(Map.of("off", false, "v2", true)))
                        .orElse(false));
        section.end();
        return settings;
    }

    private static Reuse reuse(Section section) {
        return new Reuse(
                section.filled("keep-alive").flatMap(value -> value.duration(MILLI, DAY)),
                section.filled("max-age").flatMap(value -> value.duration(SECOND, DAY.multipliedBy(30))),
                section.filled("max-requests")
                        .flatMap(value -> value.integer(1, Integer.MAX_VALUE))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
    }

    private static UpstreamTls tls(Section section) {
        Optional<Value> ca = section.filled("ca");
        UpstreamTls tls = trusting(ca);
        tls = presenting(section, tls);
        Optional<String> name = section.filled("server-name").flatMap(value -> value.parse(Addresses::host));
        tls = name.isPresent() ? tls.withServerName(name.get()) : tls;
        boolean verify = section.filled("verify")
                .flatMap(value -> value.word(Map.of("on", true, "off", false)))
                .orElse(true);
        if (!verify && ca.isPresent()) {
            ca.get().wrong("says whom to trust, but verify is off", "remove one of the two");
        }
        section.end();
        return verify ? tls : tls.unverified();
    }

    private static UpstreamTls trusting(Optional<Value> ca) {
        Optional<Path> file = ca.flatMap(Value::watchedFile);
        if (file.isEmpty()) {
            return UpstreamTls.DEFAULT;
        }
        try {
            return UpstreamTls.DEFAULT.trusting(file.get());
        } catch (PemException e) {
            ca.get().wrong(e.wrong(), "a PEM file with the certificates that are trusted");
            return UpstreamTls.DEFAULT;
        }
    }

    /** The certificate of the gateway: of a key store, or of PEM files. */
    private static UpstreamTls presenting(Section section, UpstreamTls tls) {
        Optional<Value> keyStore = section.filled("key-store");
        Optional<String> password = section.filled("key-store-password").flatMap(Value::text);
        Optional<Value> certificate = section.filled("certificate");
        Optional<Value> key = section.filled("key");
        Optional<Value> keyPassword = section.filled("key-password");
        if (keyStore.isEmpty() && password.isPresent()) {
            section.wrong("key-store", "is missing, but has a password", "write key-store: with a file (PKCS#12)");
        }
        if (key.isEmpty() && keyPassword.isPresent()) {
            section.wrong("key", "is missing, but has a password", "write key: with a file (PEM)");
        }
        if (keyStore.isPresent() && (certificate.isPresent() || key.isPresent())) {
            section.wrong("has two certificates", "either key-store with its password, or certificate with key");
            return tls;
        }
        if (certificate.isPresent() != key.isPresent()) {
            section.wrong("has only one of certificate and key", "both, as PEM files");
            return tls;
        }
        return certificate.isPresent()
                ? presenting(tls, certificate.get(), key.get(), keyPassword.flatMap(Value::text))
                : presenting(tls, keyStore, password.orElse(""));
    }

    private static UpstreamTls presenting(UpstreamTls tls, Optional<Value> keyStore, String password) {
        Optional<Path> file = keyStore.flatMap(Value::watchedFile);
        if (file.isEmpty()) {
            return tls;
        }
        try {
            return tls.presenting(file.get(), password);
        } catch (UnusableFileException e) {
            keyStore.get()
                    .wrong(
                            String.valueOf(e.getMessage()),
                            "a PKCS#12 or JKS key store, and its password in key-store-password");
            return tls;
        }
    }

    private static UpstreamTls presenting(UpstreamTls tls, Value certificate, Value key, Optional<String> password) {
        Optional<Path> chain = certificate.watchedFile();
        Optional<Path> own = key.watchedFile();
        if (chain.isEmpty() || own.isEmpty()) {
            return tls;
        }
        try {
            return tls.presenting(chain.get(), own.get(), password);
        } catch (PemException e) {
            (e.ofKey() ? key : certificate).wrong(e.wrong(), e.right());
            return tls;
        }
    }
}
