package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.CanonicalTarget.Accepted;
import forebay.http.CanonicalTarget.Refused;
import forebay.http.CanonicalTarget.Verdict;
import forebay.support.Targets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalTargetTest {
    private static final Set<TargetLeniency> STRICT = Set.of();
    private static final Set<TargetLeniency> ALL = EnumSet.allOf(TargetLeniency.class);

    @ParameterizedTest(name = "RFC 3986 §6.2.2: {0} is {2}, read as {1}")
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "/ / /",
                "/a /a /a",
                "/a/ /a/ /a/",
                "/a.b/c-d_e~f /a.b/c-d_e~f /a.b/c-d_e~f",
                "/.well-known/x /.well-known/x /.well-known/x",
                "/..a/b..c /..a/b..c /..a/b..c",
                "/p%C3%A9 /pé /p%C3%A9",
                "/p%c3%a9 /pé /p%C3%A9",
                "/%F0%9F%8C%8A /🌊 /%F0%9F%8C%8A",
                "/%41%7e%2D%2e%5Fx /A~-._x /A~-._x",
                "/ADMIN /ADMIN /ADMIN",
                "/%61dmin /admin /admin",
                "/a%40b@c /a@b@c /a%40b@c",
                "/100%25 /100% /100%25",
                "/100%25zz /100%zz /100%25zz",
                "/a[0]|^ /a[0]|^ /a%5B0%5D%7C%5E",
                "/!$&'()*+,=: /!$&'()*+,=: /!$&'()*+,=:",
                "http://x.test/a /a /a",
                "HTTPS://x.test:8443/a%2db /a-b /a-b",
                "http://x.test / /"
            })
    void passesAsItsNormalForm(String raw, String path, String encodedPath) {
        CanonicalTarget target = accepted(raw, STRICT);

        assertThat(target.path()).isEqualTo(path);
        assertThat(target.encodedPath()).isEqualTo(encodedPath);
        assertThat(target.accessForms()).containsExactly(path);
    }

    @Test
    void passesAnEscapedSpaceWithinASegment() {
        assertThat(accepted("/a%20b", STRICT).path()).isEqualTo("/a b");
        assertThat(accepted("/a%20b", STRICT).encodedPath()).isEqualTo("/a%20b");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "/a%00 CONTROL_CHARACTER",
                "/a%0d%0ab CONTROL_CHARACTER",
                "/a%1f CONTROL_CHARACTER",
                "/a%7F CONTROL_CHARACTER",
                "/a%c2%85 CONTROL_CHARACTER",
                "/a%09/b CONTROL_CHARACTER",
                "/pé NON_ASCII",
                "/a%2fb ENCODED_SLASH",
                "/a%2Fb ENCODED_SLASH",
                "/admin%5cx ENCODED_SLASH",
                "/admin%5Cx ENCODED_SLASH",
                "/%2561dmin ENCODED_PERCENT",
                "/%252e%252e/x ENCODED_PERCENT",
                "/%25%36%31dmin ENCODED_PERCENT",
                "/%25%361dmin ENCODED_PERCENT",
                "/a;v=1 SEMICOLON",
                "/x/..;/admin SEMICOLON",
                "/a%3bv SEMICOLON",
                "/a%3Bv SEMICOLON",
                "/a\\b BACKSLASH",
                "//admin EMPTY_SEGMENT",
                "//evil.test/x EMPTY_SEGMENT",
                "/a//b EMPTY_SEGMENT",
                "/a// EMPTY_SEGMENT",
                "/. DOT_SEGMENT",
                "/.. DOT_SEGMENT",
                "/a/../b DOT_SEGMENT",
                "/a/./b DOT_SEGMENT",
                "/a/... DOT_SEGMENT",
                "/x/%2e%2e/admin DOT_SEGMENT",
                "/x/.%2E/admin DOT_SEGMENT",
                "/x/%2e/admin DOT_SEGMENT",
                "/x/..%20/admin DOT_SEGMENT",
                "/admin. FINAL_DOT",
                "/admin./x FINAL_DOT",
                "/admin%2e FINAL_DOT",
                "/admin%20. FINAL_DOT",
                "/admin%20 FINAL_SPACE",
                "/admin.%20 FINAL_SPACE",
                "/admin%20/x FINAL_SPACE",
                "/admin%c2%a0 FINAL_SPACE",
                "/a% ESCAPE",
                "/a%4 ESCAPE",
                "/a%zz ESCAPE",
                "/a%u002e ESCAPE",
                "/a%4/b ESCAPE",
                "/a%C3 UTF_8",
                "/a%C3x UTF_8",
                "/a%C3%41 UTF_8",
                "/a%80 UTF_8",
                "/%c0%afadmin UTF_8",
                "/%c1%81 UTF_8",
                "/%e0%80%af UTF_8",
                "/%f0%80%80%af UTF_8",
                "/%ed%a0%80 UTF_8",
                "/%f4%90%80%80 UTF_8",
                "/%ff UTF_8",
                "/a#b FRAGMENT",
                "/a?b#c FRAGMENT",
                "/a\"b CHARACTER",
                "/a<b CHARACTER",
                "/a{b} CHARACTER",
                "/a`b CHARACTER",
                "/a?bé NON_ASCII",
                "/a?b\u00a0 NON_ASCII",
                "/a\u00a0 NON_ASCII",
                "* ASTERISK_FORM",
                "a/b FORM",
                "x.test:443 FORM",
                "ftp://x.test/a FORM",
                "http:///a FORM",
                "http://me@x.test/a USERINFO",
                "http://me:pw@x.test USERINFO"
            })
    void refusesWhatCanBeReadInTwoWays(String raw, TargetRefusal reason) {
        assertThat(refused(raw.replace("``", "`"), STRICT).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a\u0000b",
                "/a\nb",
                "/a\rb",
                "/a\tb",
                "/a\u007fb",
                "/a?b\nc",
                "/a?b\u0000",
                "/a?b\u007f",
                "/\u0080"
            })
    void refusesPlainControlCharacters(String raw) {
        assertThat(refused(raw, ALL).reason()).isEqualTo(TargetRefusal.CONTROL_CHARACTER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a b", "/a?b c"})
    void refusesWhatNoRequestLineHolds(String raw) {
        assertThat(CanonicalTarget.parse(raw, ALL)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "", "a=b;c=d", "..//", "%2f%5c%00", "q=[]{}|\\^`\"<>", "a?b"})
    void leavesTheQueryToTheUpstream(String query) {
        CanonicalTarget target = accepted("/a?" + query, STRICT);

        assertThat(target.query()).contains(query);
        assertThat(target.received()).isEqualTo("/a?" + query);
    }

    @Test
    void takesTheEmptyPathOfAnAbsoluteFormForASlash() {
        assertThat(accepted("http://x.test?a", STRICT).received()).isEqualTo("/?a");
        assertThat(accepted("/a", STRICT).query()).isEmpty();
    }

    @ParameterizedTest(name = "{0} with {1} is read as {2}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "/@scope%2fname ENCODED_SLASH /@scope/name,/@scope%2Fname",
                "/a%5cb ENCODED_SLASH /a\\b,/a%5Cb,/a/b",
                "/p/a%252fb ENCODED_PERCENT /p/a%2fb,/p/a/b",
                "/p/a%2541 ENCODED_PERCENT /p/a%41,/p/aA",
                "/a;v=1/b SEMICOLON /a;v=1/b,/a/b",
                "/a%3Bv=1/b SEMICOLON /a;v=1/b,/a/b",
                "/a//b DOUBLE_SLASH /a//b,/a/b",
                "//admin DOUBLE_SLASH //admin,/admin",
                "/a./b FINAL_DOT /a./b,/a/b"
            })
    void holdsEveryReadingOfWhatARouteLetsIn(String raw, TargetLeniency leniency, String forms) {
        CanonicalTarget target = accepted(raw, Set.of(leniency));

        assertThat(target.accessForms()).containsExactlyInAnyOrder(forms.split(","));
        assertThat(target.accessForms().get(0)).isEqualTo(target.path());
        assertThat(target.received()).isEqualTo(raw);
    }

    @Test
    void combinesTheReadings() {
        assertThat(accepted("/admin.;x=1%2f//y", ALL).accessForms())
                .contains("/admin.;x=1%2F//y", "/admin//y", "/admin/y", "/admin.;x=1///y", "/admin./y");
    }

    @ParameterizedTest(name = "{0} never passes")
    @ValueSource(
            strings = {
                "/x/..;/admin",
                "/x/..;a=b/admin",
                "/x/.;/admin",
                "/x/..%3b/admin",
                "/x/..%2fadmin",
                "/x%2f..%2fadmin",
                "/x/..%5cadmin",
                "/x/%252e%252e/admin",
                "/x/%252e%252e%252fadmin",
                "/x/..%252fadmin",
                "/x/..%253b/admin",
                "/x/%2e%2e/admin",
                "/x/.../admin",
                "/%25252e",
                "/a%2500b",
                "/a%25c0%25af",
                "/a%20;x/b",
                "/a%20./b",
                "/a%2520/b",
                "/a\\b",
                "/a\u00e9"
            })
    void noLeniencyLetsInWhatLeadsElsewhere(String raw) {
        assertThat(CanonicalTarget.parse(raw, ALL)).isInstanceOf(Refused.class);
    }

    @Test
    void oneLeniencyDoesNotImplyAnother() {
        assertThat(refused("/a%2f%2fb", Set.of(TargetLeniency.ENCODED_SLASH)).reason())
                .isEqualTo(TargetRefusal.EMPTY_SEGMENT);
        assertThat(refused("/admin.;x/y", Set.of(TargetLeniency.SEMICOLON)).reason())
                .isEqualTo(TargetRefusal.FINAL_DOT);
        assertThat(refused("/a/;x/b", Set.of(TargetLeniency.SEMICOLON)).reason())
                .isEqualTo(TargetRefusal.EMPTY_SEGMENT);
    }

    @ParameterizedTest(name = "{0} is routed by {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "/npm/@s%2fname /npm/",
                "/%6epm/@s%2fname /npm/",
                "/a%2fb /",
                "//a /",
                "/a//b%2fc /a/",
                "/a/b;v /a/",
                "/a/b./c /a/"
            })
    void namesTheLiteralPartThatARouteIsChosenBy(String raw, String literal) {
        assertThat(refused(raw, STRICT).literalPath()).isEqualTo(literal);
    }

    @Test
    void readsLongTargets() {
        assertThat(accepted("/a" + "%C3%A9".repeat(50_000), ALL).path()).hasSize(50_002);
        assertThat(accepted("/a" + "%2541".repeat(50_000), ALL).accessForms()).hasSize(2);
        assertThat(refused("/" + "%25".repeat(50_000) + "41", STRICT).reason())
                .isEqualTo(TargetRefusal.ENCODED_PERCENT);
    }

    @Test
    void everyReasonHasItsOwnCode() {
        assertThat(Arrays.stream(TargetRefusal.values()).map(TargetRefusal::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("target-[a-z0-9-]+"));
        assertThat(Arrays.stream(TargetRefusal.values()).map(TargetRefusal::detail))
                .allMatch(detail -> detail.endsWith("."));
        assertThat(Arrays.stream(TargetLeniency.values()).map(TargetLeniency::word))
                .doesNotHaveDuplicates();
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.fromGenerator(random -> net.jqwik.api.Shrinkable.unshrinkable(
                Targets.sequence(random, 2).get(random.nextInt(2))));
    }

    @Provide
    Arbitrary<Set<TargetLeniency>> leniencies() {
        return Arbitraries.subsetOf(TargetLeniency.values());
    }

    @Property(tries = 20_000)
    void whatPassesHasOneMeaning(@ForAll("targets") String raw) {
        if (!(CanonicalTarget.parse(raw, STRICT) instanceof Accepted accepted)) {
            return;
        }
        CanonicalTarget target = accepted.target();
        String receivedPath = raw.contains("?") ? raw.substring(0, raw.indexOf('?')) : raw;

        assertThat(target.received()).isEqualTo(raw);
        assertThat(decoded(receivedPath)).isEqualTo(target.path());
        assertThat(decoded(target.encodedPath())).isEqualTo(target.path());
        assertThat(decoded(target.path())).as("decoding twice changes nothing").isEqualTo(target.path());
        assertThat(target.accessForms()).containsExactly(target.path());
        assertThat(target.path().toLowerCase(Locale.ROOT))
                .doesNotContain("//", ";", "\\", "/../", "/./")
                .doesNotEndWith("/..")
                .doesNotContainPattern("[. ](/|$)|\\p{Cntrl}|%[0-9a-f]{2}");
        assertThat(java.net.URI.create(target.encodedPath()).normalize().getRawPath())
                .isEqualTo(target.encodedPath());
        assertIdempotent(target, STRICT);
    }

    @Property(tries = 20_000)
    void whatLenienciesLetInHoldsItsReadings(
            @ForAll("targets") String raw, @ForAll("leniencies") Set<TargetLeniency> leniencies) {
        if (!(CanonicalTarget.parse(raw, leniencies) instanceof Accepted accepted)) {
            return;
        }
        CanonicalTarget target = accepted.target();

        assertThat(decoded(target.encodedPath())).isEqualTo(target.path());
        assertThat(target.accessForms()).contains(target.path()).doesNotHaveDuplicates();
        assertThat(target.accessForms())
                .allSatisfy(form -> assertThat(form.replace('\\', '/'))
                        .startsWith("/")
                        .doesNotContainPattern("/\\.+(;[^/]*)?(/|$)|\\p{Cntrl}"));
        assertThat(target.accessForms()).contains(decoded(target.path()));
        assertIdempotent(target, leniencies);
    }

    @Test
    void theGeneratorReachesBothSides() {
        List<String> targets = Targets.sequence(new Random(7), 10_000);
        long passed = targets.stream()
                .filter(raw -> CanonicalTarget.parse(raw, STRICT) instanceof Accepted)
                .count();

        assertThat(passed).isBetween(500L, 8_000L);
        assertThat(targets.stream()
                        .map(raw -> CanonicalTarget.parse(raw, STRICT))
                        .filter(Refused.class::isInstance)
                        .map(verdict -> ((Refused) verdict).reason())
                        .collect(Collectors.toSet()))
                .containsAll(EnumSet.complementOf(
                        EnumSet.of(TargetRefusal.ASTERISK_FORM, TargetRefusal.FORM, TargetRefusal.USERINFO)));
    }

    private static void assertIdempotent(CanonicalTarget target, Set<TargetLeniency> leniencies) {
        CanonicalTarget again = accepted(target.encodedPath(), leniencies);
        assertThat(again.path()).isEqualTo(target.path());
        assertThat(again.encodedPath()).isEqualTo(target.encodedPath());
        assertThat(again.accessForms()).isEqualTo(target.accessForms());
    }

    /** A second decoder, written differently, so that the parser is not measured by itself; lets bad escapes stand. */
    private static String decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            String next = i + 2 < bytes.length ? new String(bytes, i + 1, 2, StandardCharsets.ISO_8859_1) : "";
            if (bytes[i] == '%' && next.matches("[0-9a-fA-F]{2}")) {
                out.write(Integer.parseInt(next, 16));
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8: " + text, e);
        }
    }

    private static CanonicalTarget accepted(String raw, Set<TargetLeniency> leniencies) {
        Verdict verdict = CanonicalTarget.parse(raw, leniencies);
        assertThat(verdict).as(raw).isInstanceOf(Accepted.class);
        return ((Accepted) verdict).target();
    }

    private static Refused refused(String raw, Set<TargetLeniency> leniencies) {
        Verdict verdict = CanonicalTarget.parse(raw, leniencies);
        assertThat(verdict).as(raw).isInstanceOf(Refused.class);
        return (Refused) verdict;
    }
}
