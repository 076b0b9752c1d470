package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said in web.xml alone: the packed WAR, its web.xml edited as the comments there show, in Tomcat. */
class WebXmlIT {
    private static final String WEB_XML = "WEB-INF/web.xml";

    @TempDir
    Path temp;

    private RunningContainer deployed(String... edits) throws IOException {
        Path war = temp.resolve("edited.war");
        Files.copy(Path.of(System.getProperty("forebay.war")), war);
        try (FileSystem files = FileSystems.newFileSystem(war)) {
            Path file = files.getPath(WEB_XML);
            String text = Files.readString(file);
            for (int i = 0; i < edits.length; i += 2) {
                assertThat(text).contains(edits[i]);
                text = text.replace(edits[i], edits[i + 1]);
            }
            Files.writeString(file, text);
        }
        return Container.TOMCAT11.startAsPacked(Files.createDirectories(temp.resolve("base")), war);
    }

    private Path conf() throws IOException {
        Path conf = Files.createDirectories(temp.resolve("conf"));
        Files.writeString(conf.resolve("shiro.ini"), "[urls]\n/** = anon\n");
        Files.writeString(conf.resolve("forebay.yaml"), "cluster:\n  mode: off\naccess-log: off\n");
        return conf;
    }

    @Test
    void withoutEitherThePackedCopyHoldsAndNobodyIsLetIn() throws IOException {
        try (RunningContainer gateway = deployed()) {
            assertThat(gateway.healthy()).isTrue();
            for (String path : new String[] {"/", "/_forebay/", "/_forebay/metrics"}) {
                Wire.Answer answer =
                        Wire.exchange(gateway.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                answer.expect(401);
            }
        }
    }

    @Test
    void theContextParameterNamesTheFolderAndTheInitParameterTheDefaultPool() throws IOException {
        try (Origin a = new Origin("a");
                Origin b = new Origin("b")) {
            Path conf = conf();
            try (RunningContainer gateway = deployed(
                    "holds.\n  <context-param>",
                    "holds. -->\n  <context-param>",
                    "</context-param> -->",
                    "</context-param>",
                    "/etc/forebay",
                    conf.toString(),
                    "comma-separated.\n    <init-param>",
                    "comma-separated. -->\n    <init-param>",
                    "weight=1</param-value>\n    </init-param> -->",
                    "weight=1</param-value>\n    </init-param>",
                    "http://127.0.0.1:9001;weight=3, http://127.0.0.1:9002;weight=1",
                    a.url() + ";weight=3, " + b.url() + ";weight=1")) {
                for (int i = 0; i < 4; i++) {
                    Wire.Answer answer = Wire.exchange(gateway.port(), "GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    answer.expect(200);
                }
                assertThat(a.requests()).as("weight 3").isEqualTo(3);
                assertThat(b.requests()).as("weight 1").isEqualTo(1);
                assertThat(gateway.log()).contains(conf.toString());
            }
        }
    }
}
