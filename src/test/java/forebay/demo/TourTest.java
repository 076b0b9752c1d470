package forebay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TourTest {
    @Test
    void theReadmeShowsWhatIsPrinted() throws IOException {
        Tour tour = new Tour(
                URI.create("http://127.0.0.1:8080"),
                Path.of("/tmp/forebay-7204/conf"),
                "fbk_demo_wE0d…",
                "fbk_demo-admin_x7Qk…",
                "FCA6Zk0s3QmT1v8x");

        assertThat(Path.of("README.md")).content().contains("```\n" + tour.text() + "```\n");
    }
}
