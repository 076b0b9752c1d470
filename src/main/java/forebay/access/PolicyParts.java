package forebay.access;

import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * What outlives a reload of shiro.ini.
 *
 * @param settings what forebay.yaml says
 * @param clock tells the time
 * @param mac finds what is remembered about a credential
 * @param gate stands before password checks
 * @param secrets resolves references to secrets in shiro.ini
 */
record PolicyParts(
        AccessSettings settings,
        InstantSource clock,
        SecretMac mac,
        PasswordGate gate,
        UnaryOperator<String> secrets) {}
