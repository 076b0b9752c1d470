package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertThrows;

import forebay.balance.UpstreamSettings;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DefaultPoolTest {
    @Test
    void urlsWithTheirWeights() throws ConfigException {
        assertThat(DefaultPool.parse(" http://a:8080;weight=5,\n  https://b.example "))
                .containsExactly(
                        new UpstreamSettings(URI.create("http://a:8080"), 5),
                        new UpstreamSettings(URI.create("https://b.example:443"), 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | has an empty place",
                "http://a, | has an empty place",
                "a:80 | has no scheme",
                "http://a;weight=0 | has a weight out of range",
                "http://a;weight=1000001 | has a weight out of range",
                "http://a;weight=x | has something else than a weight",
                "http://a;priority=1 | has something else than a weight",
                "http://a/x;weight=1 | has something after the port",
                "http://a, http://A:80/ | names http://a:80 twice"
            })
    void whatIsWrongIsTold(String text, String wrong) {
        ConfigException e = assertThrows(ConfigException.class, () -> DefaultPool.parse(text));

        assertThat(e.errors()).hasSize(1);
        assertThat(e).hasMessageStartingWith("web.xml init-param upstreams: ").hasMessageContaining(wrong);
    }

    @Test
    void everyErrorIsToldAtOnce() {
        ConfigException e =
                catchThrowableOfType(ConfigException.class, () -> DefaultPool.parse("a, http://b;weight=0, ftp://c"));

        assertThat(e.errors()).hasSize(3);
    }

    @Test
    void aUserPartIsNotRepeated() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> DefaultPool.parse("http://u:hunter2,@a, http://b;weight=0"));

        assertThat(e).hasMessageContaining("user part").hasMessageNotContaining("hunter2");
    }
}
