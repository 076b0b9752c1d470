package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamListTest {
    @Test
    void readsAddressesAndWeights() {
        assertThat(UpstreamList.parse("http://a:8080;weight=5, HTTPS://B.test ,\n http://[::1]:81/ ; weight=1000000"))
                .containsExactly(
                        new UpstreamSettings(URI.create("http://a:8080"), 5),
                        new UpstreamSettings(URI.create("https://b.test"), 1),
                        new UpstreamSettings(URI.create("http://[::1]:81"), 1_000_000));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|does not begin with http",
                "http://a,|does not begin with http",
                "a:8080|does not begin with http",
                "ftp://a|does not begin with http",
                "http://|is not a URL",
                "http:///x|names no host",
                "http://user@a|names no host, or a user",
                "http://a/path|has a path or a query",
                "http://a?q|has a path or a query",
                "http://a b|is not a URL",
                "http://a;weight=0|has a weight",
                "http://a;weight=-1|has a weight",
                "http://a;weight=1000001|has a weight",
                "http://a;weight=99999999999|has a weight",
                "http://a;weight=x|has a weight",
                "http://a;weight=|has a weight",
                "http://a;wieght=1|has a parameter that is not weight",
                "http://a, http://a:80;weight=2, http://A|names an upstream twice"
            })
    void saysWhatIsWrongAndWhatWouldBeRight(String text, String wrong) {
        assertThatThrownBy(() -> UpstreamList.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(wrong)
                .hasMessageContaining("right would be");
    }
}
