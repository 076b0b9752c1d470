package forebay.command;

import forebay.config.ConfigException;
import forebay.config.ConfigLoader;
import forebay.config.ServerSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Hands the server's settings to the launcher, which can not see the records of this class loader. */
public final class ServerSettingsCommand {
    private ServerSettingsCommand() {}

    /**
     * Reads forebay.yaml, all of it: what is wrong elsewhere in it is said before a port is bound.
     *
     * @param conf the conf folder, or forebay.yaml itself
     * @param webXml the web application's descriptor
     * @param err gets the errors, one a line
     * @return the settings as {@code forebay.embedded.ServerOptions} reads them; empty where there are errors
     */
    public static Optional<Map<String, String>> read(Path conf, Path webXml, PrintStream err) {
        try {
            return Optional.of(
                    strings(ConfigLoader.load(conf, ServerSettingsCommand::environment, WebXml.defaultPool(webXml))
                            .server()));
        } catch (ConfigException | IOException e) {
            err.println(e.getMessage());
            return Optional.empty();
        }
    }

    static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name));
    }

    static Map<String, String> strings(ServerSettings server) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("address", server.address());
        settings.put("port", Integer.toString(server.port()));
        settings.put("max-request-head-bytes", Integer.toString(server.maxRequestHeadBytes()));
        settings.put("idle", server.idle().toString());
        settings.put("drain", server.drain().toString());
        server.tls().ifPresent(tls -> {
            settings.put("tls.port", Integer.toString(tls.port()));
            tls.keyStore().ifPresent(file -> settings.put("tls.key-store", file.toString()));
            tls.keyStorePassword().ifPresent(password -> settings.put("tls.key-store-password", password));
            tls.certificate().ifPresent(file -> settings.put("tls.certificate", file.toString()));
            tls.key().ifPresent(file -> settings.put("tls.key", file.toString()));
            tls.keyPassword().ifPresent(password -> settings.put("tls.key-password", password));
        });
        return settings;
    }
}
