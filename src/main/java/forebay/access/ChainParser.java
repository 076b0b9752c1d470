package forebay.access;

import forebay.access.Credential.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.shiro.authz.permission.InvalidPermissionStringException;
import org.apache.shiro.authz.permission.WildcardPermission;
import org.apache.shiro.lang.util.StringUtils;
import org.jspecify.annotations.Nullable;

/** Reads the [urls] section, in Shiro's grammar: {@code /path/** = authcBasic, roles[admin], perms["a:b,c"]}. */
final class ChainParser {
    static final String GATEWAY_PATHS = "/_forebay";
    static final String HEALTH = "/_forebay/health";

    private static final Set<Kind> ANY = EnumSet.of(Kind.KEY, Kind.BEARER, Kind.BASIC);
    private static final Map<String, Set<Kind>> AUTHENTICATING = Map.of(
            "authc", ANY,
            "authcBasic", EnumSet.of(Kind.BASIC),
            "authcBearer", EnumSet.of(Kind.KEY, Kind.BEARER),
            "authcKey", EnumSet.of(Kind.KEY));
    private static final String FILTERS = "filters are anon, authc, authcBasic, authcBearer, authcKey, roles[...], "
            + "perms[...], noSessionCreation and deny";
    /** What Shiro has and this gateway can not honour, and what to do instead. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("user", "nobody is remembered between requests: use authc"),
            Map.entry("logout", "there is no session to end: remove it"),
            Map.entry("authcForm", "there is no form and no session: use authcBasic"),
            Map.entry("rest", "use perms[...]"),
            Map.entry("ssl", "redirect to https before the gateway, or give it a TLS port only: remove it"),
            Map.entry("port", "choose the ports in forebay.yaml: remove it"),
            Map.entry("ip", "choose who may connect in front of the gateway: remove it"),
            Map.entry("invalidRequest", "the guard refuses such targets before any rule: remove it"));

    private final Findings findings;

    ChainParser(Findings findings) {
        this.findings = findings;
    }

    /** All rules: the file's for the gateway's own paths, the gateway's own, the file's others, and deny. */
    UrlRules parse(List<IniFile.Entry> entries) {
        List<Draft> own = new ArrayList<>();
        List<Draft> others = new ArrayList<>();
        IniFile.Entry all = null;
        for (IniFile.Entry entry : entries) {
            if (all != null) {
                findings.at(
                        entry,
                        "it is never reached: " + all.key() + " on line " + all.line() + " takes every path",
                        "put it before that line");
            }
            Draft draft = draft(entry);
            if (draft != null) {
                (draft.pattern.isBelow(GATEWAY_PATHS) ? own : others).add(draft);
                all = draft.pattern.takesAll() ? entry : all;
            }
        }
        List<Draft> ordered = new ArrayList<>(own);
        ordered.add(new Draft(PathPattern.of(HEALTH), Chain.Effect.ANYBODY));
        ordered.add(new Draft(PathPattern.of(GATEWAY_PATHS + "/**"), Chain.Effect.CHECK).role("admin"));
        ordered.addAll(others);
        ordered.add(new Draft(PathPattern.of("/**"), Chain.Effect.NOBODY));
        List<Chain> chains = new ArrayList<>();
        ordered.forEach(draft -> chains.add(draft.chain(chains.size())));
        return new UrlRules(chains);
    }

    private @Nullable Draft draft(IniFile.Entry entry) {
        String path = entry.key();
        if (!path.startsWith("/") || path.contains("//") || path.contains(";") || path.contains("%")) {
            findings.at(entry, "a path that no request can have", "begin with /, write it decoded, without // ; and %");
            return null;
        }
        Draft draft = new Draft(PathPattern.of(path), Chain.Effect.CHECK);
        String[] filters = StringUtils.split(entry.value(), ',', '[', ']', true, true);
        for (String filter : filters) {
            int bracket = filter.indexOf('[');
            String name = bracket < 0 ? filter : filter.substring(0, bracket).strip();
            String arguments =
                    bracket < 0 || !filter.endsWith("]") ? "" : filter.substring(bracket + 1, filter.length() - 1);
            read(entry, draft, name, arguments, bracket >= 0);
        }
        check(entry, draft, filters.length);
        return draft;
    }

    private void read(IniFile.Entry entry, Draft draft, String name, String arguments, boolean brackets) {
        Set<Kind> kinds = AUTHENTICATING.get(name);
        if (kinds != null || name.equals("anon") || name.equals("deny") || name.equals("noSessionCreation")) {
            if (brackets) {
                findings.at(entry, name + " takes nothing in brackets", "write " + name);
            }
            if (kinds != null && !draft.accepts.isEmpty()) {
                findings.at(
                        entry,
                        "two filters that verify a credential, of which one would always fail",
                        "keep one; authc takes any credential");
            }
            draft.accepts.addAll(kinds == null ? Set.of() : kinds);
            draft.effect = name.equals("anon")
                    ? Chain.Effect.ANYBODY
                    : name.equals("deny") ? Chain.Effect.NOBODY : draft.effect;
        } else if (name.equals("roles")) {
            roles(entry, draft, arguments);
        } else if (name.equals("perms")) {
            permissions(entry, draft, arguments);
        } else {
            String instead = REFUSED.get(name);
            findings.at(
                    entry,
                    instead == null ? "there is no filter '" + name + "'" : "the filter " + name + " can not work here",
                    instead == null ? FILTERS : instead);
        }
    }

    private void roles(IniFile.Entry entry, Draft draft, String arguments) {
        List<String> roles = arguments(arguments);
        for (String role : roles) {
            if (ApiKeys.isRole(role)) {
                draft.roles.add(role);
            } else {
                findings.at(entry, "'" + role + "' is no role", "a role has letters, digits and _ . : / -");
            }
        }
        if (roles.isEmpty()) {
            findings.at(entry, "roles without a role", "write roles[admin]");
        }
    }

    private void permissions(IniFile.Entry entry, Draft draft, String arguments) {
        List<String> permissions = arguments(arguments);
        for (String permission : permissions) {
            try {
                draft.permissions.add(new WildcardPermission(permission).toString());
            } catch (IllegalArgumentException | InvalidPermissionStringException unreadable) {
                findings.at(entry, "'" + permission + "' is no permission", "write perms[pages:read]");
            }
        }
        if (permissions.isEmpty()) {
            findings.at(entry, "perms without a permission", "write perms[pages:read]");
        }
    }

    /** What stands in brackets, apart at commas that are not in quotes. */
    private static List<String> arguments(String text) {
        return text.isBlank() ? List.of() : List.of(StringUtils.split(text, ',', '"', '"', false, true));
    }

    private void check(IniFile.Entry entry, Draft draft, int filters) {
        if (draft.effect != Chain.Effect.CHECK && filters > 1) {
            findings.at(entry, "anon and deny stand alone", "remove them, or what stands with them");
        }
        boolean open = draft.effect == Chain.Effect.ANYBODY;
        if (open && draft.pattern.isBelow(GATEWAY_PATHS) && !draft.pattern.isExactly(HEALTH)) {
            findings.at(
                    entry,
                    "the gateway's own pages would be open to everybody",
                    "only " + HEALTH + " may be anon; else write roles[admin]");
        }
        if (draft.effect == Chain.Effect.CHECK
                && draft.pattern.isBelow(GATEWAY_PATHS)
                && draft.roles.isEmpty()
                && draft.permissions.isEmpty()) {
            findings.at(entry, "whoever has any credential could administer the gateway", "add roles[admin]");
        }
        boolean asks = !draft.accepts.isEmpty() || !draft.roles.isEmpty() || !draft.permissions.isEmpty();
        if (draft.effect == Chain.Effect.CHECK && !asks && findings.isEmpty()) {
            findings.at(entry, "a rule that asks for nothing", "write anon if everybody may pass, else authc");
        }
    }

    /** A rule that is being read. */
    private static final class Draft {
        private final PathPattern pattern;
        private Chain.Effect effect;
        private final Set<Kind> accepts = EnumSet.noneOf(Kind.class);
        private final Set<String> roles = new LinkedHashSet<>();
        private final List<String> permissions = new ArrayList<>();

        Draft(PathPattern pattern, Chain.Effect effect) {
            this.pattern = pattern;
            this.effect = effect;
        }

        Draft role(String role) {
            roles.add(role);
            return this;
        }

        /** Who asks for roles or permissions only takes any credential. */
        Chain chain(int index) {
            Set<Kind> kinds = effect != Chain.Effect.CHECK ? Set.of() : accepts.isEmpty() ? ANY : accepts;
            return new Chain(index, pattern, effect, kinds, roles, permissions);
        }
    }
}
