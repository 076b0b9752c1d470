package forebay.access;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What access control is told by forebay.yaml; realms, roles and rules are in shiro.ini.
 *
 * @param shiroIni the file with realms and rules
 * @param concurrentHashes password hashes that are computed at a time
 * @param queuedHashes requests that may wait for a hash; more are 503
 * @param failuresPerMinute failed password checks that one address, or one account, may cause in a minute; more are
 *     429 before any hash is computed
 * @param rememberVerified how long a verified credential needs no new hash
 */
public record AccessSettings(
        Path shiroIni, int concurrentHashes, int queuedHashes, int failuresPerMinute, Duration rememberVerified) {}
