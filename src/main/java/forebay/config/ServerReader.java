package forebay.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code server}; the defaults of its keys are here. */
final class ServerReader {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private ServerReader() {}

    static ServerSettings read(Section root) {
        Section section = root.section("server");
        int port = SettingsReader.integer(section, "port", 0, 65_535, 8080);
        ServerSettings settings = new ServerSettings(
                section.filled("address")
                        .flatMap(value -> value.parse(Addresses::listenAddress))
                        .orElse("0.0.0.0"),
                port,
                section.value("tls").flatMap(Value::section).map(tls -> tls(tls, port)),
                (int) SettingsReader.size(section, "max-request-head", 1 << 10, 1 << 20, 32 << 10),
                SettingsReader.duration(section, "idle-timeout", SECOND, Duration.ofDays(1), Duration.ofSeconds(60)),
                SettingsReader.duration(
                        section, "drain-timeout", Duration.ZERO, Duration.ofHours(1), Duration.ofSeconds(25)));
        section.end();
        return settings;
    }

    private static ServerSettings.Tls tls(Section section, int plainPort) {
        int port = SettingsReader.integer(section, "port", 0, 65_535, 8443);
        if (port == plainPort && port != 0) {
            section.wrong("has the port of the clear-text server", "a port of its own");
        }
        Optional<Value> keyStore = section.filled("key-store");
        Optional<Value> password = section.filled("key-store-password");
        Optional<Value> certificate = section.filled("certificate");
        Optional<Value> key = section.filled("key");
        Optional<Value> keyPassword = section.filled("key-password");
        if (keyStore.isPresent() == (certificate.isPresent() || key.isPresent())) {
            section.wrong(
                    keyStore.isPresent() ? "has two certificates" : "has no certificate",
                    "either key-store with key-store-password, or certificate with key");
        } else if (certificate.isPresent() != key.isPresent()) {
            section.wrong("has only one of certificate and key", "both, as PEM files");
        }
        if (password.isPresent() && keyStore.isEmpty()) {
            password.get().wrong("is the password of no key-store", "add key-store, or remove it");
        }
        if (keyPassword.isPresent() && key.isEmpty()) {
            keyPassword.get().wrong("is the password of no key", "add key, or remove it");
        }
        Optional<Path> keyStoreFile = keyStore.flatMap(Value::readableFile);
        Optional<String> passwordText = password.flatMap(Value::text);
        ServerSettings.Tls tls = new ServerSettings.Tls(
                port,
                keyStoreFile,
                passwordText,
                certificate.flatMap(Value::readableFile),
                key.flatMap(Value::readableFile),
                keyPassword.flatMap(Value::text));
        section.end();
        return tls;
    }
}
