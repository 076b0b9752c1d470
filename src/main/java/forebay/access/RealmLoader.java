package forebay.access;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.shiro.authc.credential.AllowAllCredentialsMatcher;
import org.apache.shiro.config.ogdl.ReflectionBuilder;
import org.apache.shiro.lang.util.ClassUtils;
import org.apache.shiro.lang.util.UnknownClassException;
import org.apache.shiro.realm.AuthenticatingRealm;
import org.apache.shiro.realm.AuthorizingRealm;
import org.apache.shiro.realm.CachingRealm;
import org.apache.shiro.realm.Realm;
import org.jspecify.annotations.Nullable;

/** Builds what [main] declares, in Shiro's way: {@code name = Class}, {@code name.property = value}. */
final class RealmLoader {
    private static final Map<String, String> ALIASES = Map.of("JwtRealm", JwtRealm.class.getName());
    private static final Set<String> RESERVED = Set.of("securityManager", "shiro", ApiKeyRealm.NAME, UsersRealm.NAME);

    private final Findings findings;
    private final List<IniFile.Entry> entries;
    private final Map<String, Class<?>> classes = new LinkedHashMap<>();

    RealmLoader(List<IniFile.Entry> entries, Findings findings) {
        this.entries = entries;
        this.findings = findings;
    }

    /**
     * The realms of [main] in order; none where there is an error, which is noted.
     *
     * @param folder where relative files are looked for
     */
    List<Realm> load(Path folder, InstantSource clock) {
        boolean clean = true;
        Map<String, String> statements = new LinkedHashMap<>();
        for (IniFile.Entry entry : entries) {
            clean &= entry.key().indexOf('.') < 0 ? declares(entry) : configures(entry);
            String value = ALIASES.getOrDefault(entry.value(), entry.value());
            // A secret that begins with a dollar sign is no reference to another object.
            statements.put(entry.key(), entry.resolved() && value.startsWith("$") ? "\\" + value : value);
        }
        if (!clean) {
            return List.of();
        }
        ReflectionBuilder builder = new ReflectionBuilder();
        try {
            builder.buildObjects(statements);
        } catch (RuntimeException unusable) {
            IniFile.Entry culprit = culprit(unusable);
            findings.at(
                    culprit == null ? 0 : culprit.line(),
                    culprit == null ? "[main]" : "[main] " + culprit.key(),
                    "it can not be set up (" + root(unusable).getClass().getSimpleName() + ")",
                    "see the documentation of its class for what it takes");
            return List.of();
        }
        List<Realm> realms = new ArrayList<>();
        for (String name : classes.keySet()) {
            if (builder.getBean(name) instanceof Realm realm) {
                seal(name, realm, folder, clock);
                realms.add(realm);
            }
        }
        return realms;
    }

    private boolean declares(IniFile.Entry entry) {
        if (RESERVED.contains(entry.key())) {
            findings.at(entry, "the name is taken by the gateway", "choose another name");
            return false;
        }
        Class<?> type = type(ALIASES.getOrDefault(entry.value(), entry.value()));
        if (type == null) {
            findings.at(
                    entry,
                    "'" + entry.value() + "' is no class that can be made",
                    "write JwtRealm, or the full name of a class with a public constructor without parameters");
            return false;
        }
        classes.put(entry.key(), type);
        return true;
    }

    private static @Nullable Class<?> type(String name) {
        try {
            Class<?> type = ClassUtils.forName(name);
            return Arrays.stream(type.getConstructors()).anyMatch(one -> one.getParameterCount() == 0) ? type : null;
        } catch (UnknownClassException unknown) {
            return null;
        }
    }

    private boolean configures(IniFile.Entry entry) {
        String name = entry.key().substring(0, entry.key().indexOf('.'));
        String property = entry.key().substring(entry.key().indexOf('.') + 1);
        if (name.equals("securityManager") || name.equals("shiro")) {
            findings.at(
                    entry,
                    "the security manager can not be changed",
                    "remove the line: it is stateless already, uses every realm of [main], and caches nothing");
            return false;
        }
        Class<?> type = classes.get(name);
        if (type == null) {
            findings.at(entry, "there is no object '" + name + "' above", "declare it first: " + name + " = JwtRealm");
            return false;
        }
        Set<String> settings = settings(type);
        if (property.chars().allMatch(Character::isJavaIdentifierPart) && !settings.contains(property)) {
            findings.at(
                    entry,
                    type.getSimpleName() + " has no setting '" + property + "'",
                    "settings are " + String.join(", ", settings));
            return false;
        }
        return true;
    }

    /** What can be set; of our own realms only what they declare themselves. */
    private static Set<String> settings(Class<?> type) {
        try {
            PropertyDescriptor[] all = GrantingRealm.class.isAssignableFrom(type)
                    ? Introspector.getBeanInfo(type, GrantingRealm.class).getPropertyDescriptors()
                    : Introspector.getBeanInfo(type).getPropertyDescriptors();
            return Arrays.stream(all)
                    .filter(one -> one.getWriteMethod() != null)
                    .map(PropertyDescriptor::getName)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IntrospectionException notABean) {
            return Set.of();
        }
    }

    private void seal(String name, Realm realm, Path folder, InstantSource clock) {
        if (realm instanceof JwtRealm jwt) {
            jwt.settings.load(jwt, folder, clock, (property, wrong, right) -> {
                IniFile.Entry entry = entry(name + "." + property);
                findings.at(entry == null ? line(name) : entry.line(), "[main] " + name + "." + property, wrong, right);
            });
            return;
        }
        if (realm instanceof AuthenticatingRealm foreign && foreign.isAuthenticationCachingEnabled()) {
            // With DefaultLdapRealm a cached account lets any password in (CVE-2026-129349).
            findings.at(line(name), "[main] " + name, "it caches accounts", "remove its authenticationCachingEnabled");
        }
        if (realm instanceof AuthenticatingRealm foreign
                && foreign.getCredentialsMatcher() instanceof AllowAllCredentialsMatcher) {
            findings.at(
                    line(name), "[main] " + name, "it lets any credential in", "give it another credentialsMatcher");
        }
        if (realm instanceof CachingRealm foreign) {
            dropCaches(foreign);
        }
    }

    /** A realm makes its cache of roles when it is given a cache manager, and goes on using it, enabled or not. */
    private static void dropCaches(CachingRealm realm) {
        realm.setCachingEnabled(false);
        if (realm instanceof AuthorizingRealm authorizing) {
            authorizing.setAuthorizationCache(null);
        }
    }

    private int line(String key) {
        IniFile.Entry entry = entry(key);
        return entry == null ? 0 : entry.line();
    }

    private IniFile.@Nullable Entry entry(String key) {
        return entries.stream().filter(one -> one.key().equals(key)).findFirst().orElse(null);
    }

    /** Shiro's messages name the object and the property; they may repeat the value, so they are not shown. */
    private IniFile.@Nullable Entry culprit(RuntimeException unusable) {
        String message = String.valueOf(unusable.getMessage());
        return entries.stream()
                .filter(entry ->
                        message.contains("'" + entry.key().substring(entry.key().indexOf('.') + 1) + "'")
                                || message.contains(
                                        "[" + entry.key().substring(entry.key().indexOf('.') + 1) + "]"))
                .findFirst()
                .orElse(null);
    }

    private static Throwable root(Throwable top) {
        Throwable root = top;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
