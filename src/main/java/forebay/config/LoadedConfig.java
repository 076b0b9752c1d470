package forebay.config;

import java.nio.file.Path;
import java.util.Set;

/**
 * A configuration and where it came from.
 *
 * @param config the configuration
 * @param files the files that a change of live keys shows in: forebay.yaml, shiro.ini, every file that
 *     {@code ${file:…}} names, and those of pools' TLS
 * @param defaultPool whether the pool is the one that web.xml declares, because forebay.yaml declares none
 */
public record LoadedConfig(GatewayConfig config, Set<Path> files, boolean defaultPool) {}
