package forebay.command;

import forebay.access.AccessPolicies;
import forebay.access.AccessSettings;
import forebay.access.InvalidPolicyException;
import forebay.cluster.ClusterMember;
import forebay.cluster.ClusterSettings;
import forebay.cluster.SharedBuckets;
import forebay.config.ConfigException;
import forebay.config.ConfigLoader;
import forebay.config.ConfigReport;
import forebay.config.GatewayConfig;
import forebay.config.LoadedConfig;
import forebay.config.SecretReferences;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code check}: says whether a conf folder can be used, and what it means. Each file is read by the very code that
 * reads it when the gateway starts; nothing is started.
 */
public final class CheckCommand {
    private static final Logger LOG = LoggerFactory.getLogger(CheckCommand.class);

    private CheckCommand() {}

    /**
     * Prints what the configuration means, or every error in all of its files.
     *
     * @param conf the conf folder, or forebay.yaml itself
     * @param webXml the web application's descriptor
     * @return 0 where it can be used, else 1
     */
    public static int run(Path conf, Path webXml, PrintStream out, PrintStream err) {
        List<String> errors = new ArrayList<>();
        Optional<GatewayConfig> config = yaml(conf, webXml, errors);
        AccessSettings access = config.map(GatewayConfig::access).orElseGet(() -> usualAccess(folder(conf)));
        shiro(folder(conf), access, errors);
        config.ifPresent(read -> hazelcast(read.cluster(), errors));
        if (errors.isEmpty()) {
            out.print(ConfigReport.text(config.orElseThrow()));
            out.println("no errors");
            return 0;
        }
        errors.forEach(err::println);
        return 1;
    }

    private static Optional<GatewayConfig> yaml(Path conf, Path webXml, List<String> errors) {
        try {
            LoadedConfig loaded =
                    ConfigLoader.read(conf, ServerSettingsCommand::environment, WebXml.defaultPool(webXml));
            return Optional.of(loaded.config());
        } catch (ConfigException | IOException e) {
            errors.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static void shiro(Path folder, AccessSettings access, List<String> errors) {
        try {
            AccessPolicies policies = AccessPolicies.load(
                    access,
                    // Nothing is verified here, so that the time does not matter.
                    InstantSource.fixed(Instant.EPOCH),
                    new SecureRandom(),
                    SecretReferences.in(folder, ServerSettingsCommand::environment),
                    SharedBuckets.ALONE);
            LOG.debug("{} is policy {}", access.shiroIni(), policies.generation());
        } catch (InvalidPolicyException e) {
            errors.add(String.valueOf(e.getMessage()));
        }
    }

    private static void hazelcast(ClusterSettings cluster, List<String> errors) {
        try {
            ClusterMember.check(cluster);
        } catch (IllegalArgumentException e) {
            errors.add(String.valueOf(e.getMessage()));
        }
    }

    /** Where access control lies while forebay.yaml does not say. */
    private static AccessSettings usualAccess(Path folder) {
        return new AccessSettings(folder.resolve("shiro.ini"), 1, 0, 1, Duration.ZERO);
    }

    private static Path folder(Path conf) {
        Path absolute = conf.toAbsolutePath();
        return Files.isDirectory(absolute) ? absolute : absolute.resolveSibling("");
    }
}
