package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralStartTest {
    @ParameterizedTest(name = "{0} begins with {1}")
    @CsvSource(emptyValue = "", textBlock = """
            /shop/[0-9]+,        /shop/
            ^/shop/[0-9]+$,      /shop/
            /shop,               /shop
            /shop/a*,            /shop/
            /shop/ab?c,          /shop/a
            /shop/a{0},          /shop/
            '/shop/x\\.y/.*',    /shop/x.y/
            '/shop/\\d+',        /shop/
            '/a|/b',             ''
            '/a(b|c)',           /a
            '/a[|]b',            /a
            '/a[]|]b',           /a
            '/a[^]|]b',          /a
            '/a\\|b',            /a|b
            '\\Q/a|b\\E',        ''
            '(?i)/shop',         ''
            .*,                  ''
            shop,                shop
            """)
    void isWhatEveryMatchBeginsWith(String pattern, String literal) {
        assertThat(LiteralStart.of(pattern)).isEqualTo(literal);
    }

    @ParameterizedTest(name = "{0} hangs on {1}")
    @CsvSource({"/shop/[0-9]+, /shop", "/shop/it-[0-9]+, /shop", "/shop, /", ".*, /", "/a/b/(c|d), /a/b"})
    void wholeSegmentsCount(String pattern, String path) {
        assertThat(LiteralStart.path(pattern)).isEqualTo(path);
    }
}
