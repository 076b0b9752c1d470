package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapesTest {
    @ParameterizedTest(name = "RFC 3629 §3: {0} spells {1}")
    @CsvSource({
        "%00, 0",
        "%7F, 7f",
        "%c2%80, 80",
        "%df%bf, 7ff",
        "%e0%a0%80, 800",
        "%ed%9f%bf, d7ff",
        "%ee%80%80, e000",
        "%ef%bf%bf, ffff",
        "%f0%90%80%80, 10000",
        "%f4%8f%bf%bf, 10ffff"
    })
    void the_first_and_last_character_of_each_length_is_read(String text, String hex) {
        int codePoint = Integer.parseInt(hex, 16);
        assertThat(Escapes.codePointAt(text, 0, text.length())).isEqualTo(codePoint);
        assertThat(Escapes.codePointAt("/" + text + "/%zz", 1, text.length() + 1))
                .isEqualTo(codePoint);
        assertThat(Escapes.length(codePoint)).isEqualTo(text.length());
    }

    @ParameterizedTest(name = "RFC 3629 §3: {0}")
    @ValueSource(
            strings = {
                "%80",
                "%bf",
                "%c0%80",
                "%c1%bf",
                "%e0%80%80",
                "%e0%9f%bf",
                "%f0%80%80%80",
                "%f0%8f%bf%bf",
                "%ed%a0%80",
                "%ed%bf%bf",
                "%f4%90%80%80",
                "%f5%80%80%80",
                "%ff",
                "%c2",
                "%c2%7f",
                "%c2%c0",
                "%c2x",
                "%e2%82",
                "%e2%82%zz",
                "%e2%82%8",
                "%e2%82x",
                "%f0%9f%8c",
                "%f0%9f%8c%41"
            })
    void overlong_broken_and_surrogate_octets_are_no_utf_8(String text) {
        assertThat(Escapes.codePointAt(text, 0, text.length())).isEqualTo(Escapes.NOT_UTF_8);
    }

    @ParameterizedTest(name = "to {1} of {0}")
    @CsvSource({"%c3%a9, 5", "%c3%a9, 3", "%e2%82%ac, 8", "%f0%9f%8c%8a, 9"})
    void what_is_beyond_the_end_is_not_read(String text, int end) {
        assertThat(Escapes.codePointAt(text, 0, end)).isEqualTo(Escapes.NOT_UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"%", "%4", "%4g", "%g4", "%/0", "%:0", "%0/", "%0:", "%@0", "%0`", "a41", "%\uff14\uff11"})
    void what_has_not_two_hexadecimal_digits_is_no_escape(String text) {
        assertThat(Escapes.codePointAt(text, 0, text.length())).isEqualTo(Escapes.MALFORMED);
        assertThat(Escapes.holdsEscape(text)).isFalse();
        assertThat(Escapes.endsInEscape(text)).isFalse();
        assertThat(Escapes.areWellFormed(text)).isEqualTo(text.indexOf('%') < 0);
        assertThat(Escapes.normalized(text)).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}: begins {1}, holds {2}, ends {3}")
    @CsvSource({
        "%41, true, true, true",
        "a%41, true, true, true",
        "%41a, true, true, false",
        "%41%, false, true, false",
        "%%41, false, true, true",
        "%41%zz%42, false, true, true",
        "a, true, false, false",
        "'', true, false, false"
    })
    void escapes_are_found(String text, boolean wellFormed, boolean holds, boolean ends) {
        assertThat(Escapes.areWellFormed(text)).isEqualTo(wellFormed);
        assertThat(Escapes.holdsEscape(text)).isEqualTo(holds);
        assertThat(Escapes.endsInEscape(text)).isEqualTo(ends);
    }

    @ParameterizedTest(name = "RFC 3986 §6.2.2: {0} is {1}")
    @CsvSource({
        "a, a",
        "%41%5a%61%7A, AZaz",
        "%30%39, 09",
        "%2d%2E%5f%7e, -._~",
        "%2f%3A%40%5b%60%7b, %2F%3A%40%5B%60%7B",
        "%c3%a9, %C3%A9",
        "%2541, %2541",
        "x%%41%4, x%A%4",
        "%00%7f, %00%7F"
    })
    void the_normal_form_escapes_what_is_reserved_in_upper_case(String text, String normal) {
        assertThat(Escapes.normalized(text)).isEqualTo(normal);
        assertThat(Escapes.normalized(normal)).isEqualTo(normal);
    }

    @ParameterizedTest(name = "RFC 3986 §3.3: {0} is {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/aZ09-._~, /aZ09-._~",
                "/!$&'()*+, /!$&'()*+",
                "/=:@;, /=:@%3B",
                "/a b, /a%20b",
                "/%41, /%2541",
                "/é, /%C3%A9",
                "/[?#\\], /%5B%3F%23%5C%5D",
                "/\u0000\u007f, /%00%7F"
            })
    void a_decoded_path_is_encoded_where_a_character_can_not_stand_for_itself(String decoded, String encoded) {
        assertThat(Escapes.encodedPath(decoded)).isEqualTo(encoded);
    }

    @ParameterizedTest(name = "{0} means {1}")
    @CsvSource({
        "a, a",
        "+, ' '",
        "a+b%2B, a b+",
        "%41%c3%a9, Aé",
        "%c3%a9, é",
        "%zz%4%, %zz%4%",
        "%ff, \ufffd",
        "%2541, %41",
        "+%7E, ' ~'"
    })
    void a_part_of_a_form_is_decoded(String text, String decoded) {
        assertThat(Escapes.formDecoded(text)).isEqualTo(decoded);
    }
}
