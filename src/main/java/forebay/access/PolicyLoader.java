package forebay.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.authz.Permission;
import org.apache.shiro.authz.permission.WildcardPermissionResolver;
import org.apache.shiro.lang.util.LifecycleUtils;
import org.apache.shiro.realm.AuthorizingRealm;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.util.PermissionUtils;
import org.apache.shiro.web.mgt.DefaultWebSecurityManager;

/** From shiro.ini to an {@link AccessPolicy}, or to a list of all that is wrong with the file. */
final class PolicyLoader {
    private final PolicyParts parts;
    private final Findings findings;
    private final Set<String> namedRoles = new TreeSet<>();

    private PolicyLoader(PolicyParts parts, Findings findings) {
        this.parts = parts;
        this.findings = findings;
    }

    /** Reads the file that the settings name. */
    static AccessPolicy load(PolicyParts parts, int generation) throws InvalidPolicyException {
        Path file = parts.settings().shiroIni();
        Findings findings = new Findings(file.toString());
        String text = "";
        try {
            text = Files.readString(file);
        } catch (IOException unreadable) {
            findings.at(
                    0,
                    "",
                    "it can not be read (" + unreadable.getClass().getSimpleName() + ")",
                    "it must be there, readable, and in UTF-8");
            findings.throwIfAny();
        }
        IniFile ini = IniFile.parse(text, parts.secrets(), findings);
        // Shiro finds its hashes, and classes that the INI names, by the thread's loader; a watcher's may be another.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(PolicyLoader.class.getClassLoader());
        try {
            return new PolicyLoader(parts, findings).policy(ini, file, generation);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private AccessPolicy policy(IniFile ini, Path file, int generation) throws InvalidPolicyException {
        Path folder = file.toAbsolutePath().getParent();
        UsersRealm users = new UsersRealm(users(ini.section(IniFile.USERS)), name ->
                (int) parts.mac().ofAccount(name).a());
        List<Realm> realms = new ArrayList<>(List.of(new ApiKeyRealm(keys(ini.section(IniFile.KEYS))), users));
        realms.addAll(new RealmLoader(ini.section(IniFile.MAIN), findings)
                .load(folder == null ? Path.of("") : folder, parts.clock()));
        permissions(ini.section(IniFile.ROLES), realms);
        UrlRules rules = new ChainParser(findings).parse(ini.section(IniFile.URLS));
        findings.throwIfAny();
        // Those of [main] are ready: Shiro's builder saw to that.
        LifecycleUtils.init(realms.subList(0, 2));
        DefaultWebSecurityManager shiro = StatelessSecurity.manager(realms);
        namedRoles.addAll(rules.roles());
        boolean passwords = realms.stream()
                .anyMatch(
                        realm -> realm == users ? !users.isEmpty() : realm.supports(new UsernamePasswordToken("", "")));
        return new AccessPolicy(
                generation,
                shiro,
                rules,
                new Identities(shiro, parts, Set.copyOf(namedRoles), rules.size()),
                new Refusals(passwords));
    }

    private Map<String, ApiKeyRealm.Key> keys(List<IniFile.Entry> entries) {
        Map<String, ApiKeyRealm.Key> keys = new LinkedHashMap<>();
        for (IniFile.Entry entry : entries) {
            String[] words = entry.value().split(",", -1);
            if (!ApiKeys.isId(entry.key())) {
                findings.at(entry, "it is no key id", "use lower-case letters, digits and hyphens, at most 32");
            }
            String hash = words[0].strip();
            if (!hash.startsWith(ApiKeys.HASH_PREFIX) || !isHash(hash.substring(ApiKeys.HASH_PREFIX.length()))) {
                findings.at(
                        entry,
                        "the hash of the key's secret is missing",
                        "write sha256: and 64 hexadecimal digits, as the command 'key' prints it");
                continue;
            }
            byte[] bytes = HexFormat.of().parseHex(hash.substring(ApiKeys.HASH_PREFIX.length()));
            keys.put(entry.key(), new ApiKeyRealm.Key(bytes, roles(entry, words, 1)));
        }
        return keys;
    }

    private static boolean isHash(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    /** A hash has commas of its own, but none after its last dollar sign; quotes around it are as Shiro's. */
    private Map<String, UsersRealm.User> users(List<IniFile.Entry> entries) {
        Map<String, UsersRealm.User> users = new LinkedHashMap<>();
        for (IniFile.Entry entry : entries) {
            int end = entry.value().indexOf(',', Math.max(0, entry.value().lastIndexOf('$')));
            String hash = (end < 0 ? entry.value() : entry.value().substring(0, end))
                    .replace("\"", "")
                    .strip();
            String[] words =
                    end < 0 ? new String[0] : entry.value().substring(end + 1).split(",", -1);
            Set<String> roles = roles(entry, words, 0);
            if (entry.key().contains(":")) {
                // RFC 7617 §2.
                findings.at(entry, "a user name with a colon can not be sent", "choose a name without one");
            }
            try {
                users.put(entry.key(), new UsersRealm.User(Passwords.parse(hash), roles));
            } catch (IllegalArgumentException unreadable) {
                findings.at(
                        entry,
                        "the password's hash is missing or can not be read; passwords in clear text are not taken",
                        "write what the command 'password' prints ($shiro2$argon2id$...), or a bcrypt hash ($2y$...)");
            }
        }
        return users;
    }

    private Set<String> roles(IniFile.Entry entry, String[] words, int from) {
        Set<String> roles = new LinkedHashSet<>();
        for (int i = from; i < words.length; i++) {
            String role = words[i].strip();
            if (ApiKeys.isRole(role)) {
                roles.add(role);
            } else {
                findings.at(
                        entry,
                        "what stands in place " + (i - from + 1) + " of its roles is no role",
                        "a role has letters, digits and _ . : / -; comments have lines of their own");
            }
        }
        return roles;
    }

    private void permissions(List<IniFile.Entry> entries, List<Realm> realms) {
        Map<String, Collection<Permission>> permissions = new LinkedHashMap<>();
        for (IniFile.Entry entry : entries) {
            namedRoles.add(entry.key());
            try {
                permissions.put(
                        entry.key(),
                        PermissionUtils.resolveDelimitedPermissions(entry.value(), new WildcardPermissionResolver()));
            } catch (RuntimeException unreadable) {
                findings.at(entry, "it is no list of permissions", "write admin = *, or reader = pages:read");
            }
        }
        for (Realm realm : realms) {
            if (realm instanceof AuthorizingRealm ours && ours.getRolePermissionResolver() == null) {
                ours.setRolePermissionResolver(role -> permissions.getOrDefault(role, List.of()));
            }
        }
    }
}
