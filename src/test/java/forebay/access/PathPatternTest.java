package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathPatternTest {
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "/admin, /admin, true",
        "/admin, /admin/, true",
        "/admin/, /admin, true",
        "/admin, /ADMIN, true",
        "/ADMIN, /admin, true",
        "/admin, /administrator, false",
        "/admin, /admi, false",
        "/admin, /admin/x, false",
        "/, /, true",
        "/, /x, false",
        "/**, /, true",
        "/**, /x/y, true",
        "/admin/**, /admin, true",
        "/admin/**, /admin/, true",
        "/admin/**, /AdMiN/x/y, true",
        "/admin/**, /administrator/x, false",
        "/admin/**, /x/admin/y, false",
        "/admin/**, //admin/x, true",
        "/admin/**, /admin//x, true",
        "/caf\u00e9/**, /CAF\u00c9/x, true",
        "/admin/**, /adm\u0131n/x, true",
        "/kelvin/**, /\u212aelvin/x, true",
        "/admin/*, /admin, false",
        "/admin/*, /admin/x, true",
        "/admin/*, /admin/x/, true",
        "/admin/*, /admin/x/y, false",
        "/v?/x, /v1/x, true",
        "/v?/x, /V2/X, true",
        "/v?/x, /v/x, false",
        "/v?/x, /v12/x, false",
        "/*.html, /a.HTML, true",
        "/*.html, /a.htm, false",
        "/*.html, /a/b.html, false",
        "/**/*.html, /a/b.html, true",
        "/**/*.html, /b.html, true",
        "/a/**/z, /a/z, true",
        "/a/**/z, /a/b/c/z, true",
        "/a/**/z, /a/b/c/y, false",
        "/a/**/m/**/z, /a/m/m/q/z, true",
        "/a/**/m/**/z, /a/q/z, false",
        "/a*b*c/x, /aXXbYYc/x, true",
        "/a*b*c/x, /aXXcYYb/x, false"
    })
    void matches(String pattern, String path, boolean expected) {
        assertThat(PathPattern.of(pattern).matches(path)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: all {1}, below {2}")
    @CsvSource({"/**, true, false", "/_forebay/**, false, true", "/_forebay, false, true", "/_forebayx/**, false, false"
    })
    void tellsWhatItIsFor(String pattern, boolean all, boolean below) {
        assertThat(PathPattern.of(pattern).takesAll()).isEqualTo(all);
        assertThat(PathPattern.of(pattern).isBelow("/_forebay")).isEqualTo(below);
    }
}
