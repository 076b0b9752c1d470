package forebay.support;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Request targets that try to be read in two ways: pieces that gateways, Shiro, containers and file systems are known
 * to disagree on, put together at random. Property tests and the container ITs share it, so that all of them see the
 * same attacks.
 */
public final class Targets {
    /** What every container and Shiro must keep from a rule on {@code /admin/**}. */
    public static final List<String> ROUND_ADMIN = List.of(
            "/ADMIN",
            "/admin%20",
            "/admin.",
            "/%2561dmin",
            "//admin",
            "/x/%2e%2e/admin",
            "/x/..;/admin",
            "/admin%2fx",
            "/admin%5cx",
            "/admin;x/y",
            "/admin%3bx",
            "/./admin",
            "/%61dmin",
            "/admin/",
            "/Admin/x",
            "/x/../admin",
            "/x/.%2e/admin",
            "/%c0%afadmin",
            "/admin%00",
            "/admin\\x",
            "/%61%64%6d%69%6e/x");

    private static final String[] PIECES = {
        "/",
        "/",
        "/",
        "/",
        "a",
        "admin",
        "ADMIN",
        "x",
        "b1",
        ".",
        "..",
        "...",
        "%2e",
        "%2E%2e",
        "%2f",
        "%2F",
        "%5c",
        "\\",
        ";",
        ";v=1",
        "%3b",
        "%25",
        "%2561",
        "%252e",
        "%252f",
        "%25%32%66",
        "%20",
        "%09",
        "%00",
        "%7f",
        "%0d%0a",
        "p%C3%A9",
        "%c3%a9",
        "%C3",
        "%c0%af",
        "%ed%a0%80",
        "%F0%9F%8C%8A",
        "%f4%90%80%80",
        "%e2%80%8b",
        "%c2%85",
        "%c2%a0",
        "%zz",
        "%",
        "%4",
        "%u002e",
        "%41",
        "%7E",
        "~",
        "@scope",
        ":",
        "&",
        "=",
        "+",
        "!$'()*,",
        "-_.x",
        "[",
        "]",
        "|",
        "^",
        "\"",
        "<",
        ">",
        "`",
        "{",
        "}",
        "#",
        " ",
        "\t",
        "\u00e9",
        "?",
        "?a=%zz",
        "?q=a,b&c=%2F",
        "//"
    };

    private Targets() {}

    /** A target of up to a dozen pieces; begins with a slash. */
    public static String random(RandomGenerator random) {
        int pieces = 1 + random.nextInt(12);
        StringBuilder target = new StringBuilder("/");
        for (int i = 0; i < pieces; i++) {
            target.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return target.toString();
    }

    /** As {@link #random}, mostly of pieces that pass, so that properties of what passes are not vacuous. */
    public static String mostlyPlain(RandomGenerator random) {
        int pieces = 1 + random.nextInt(8);
        StringBuilder target = new StringBuilder("/");
        for (int i = 0; i < pieces; i++) {
            int kind = random.nextInt(10);
            if (kind < 3) {
                target.append("a/b1");
            } else if (kind < 5) {
                target.append("%C3%a9x%7Ey");
            } else if (kind < 7) {
                target.append("%41:@[]");
            } else {
                target.append(PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return target.toString();
    }

    /** The first {@code count} of a sequence in which hostile and mostly plain targets take turns. */
    public static List<String> sequence(RandomGenerator random, int count) {
        List<String> targets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            targets.add(i % 2 == 0 ? random(random) : mostlyPlain(random));
        }
        return targets;
    }

    /** Whether a client may write it on a request line at all: no space, no control character, only ASCII. */
    public static boolean fitsRequestLine(String target) {
        return target.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
