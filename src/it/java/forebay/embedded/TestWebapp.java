package forebay.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An unpacked WAR as small as can be, and options to run it with. */
final class TestWebapp {
    private static final String OPEN = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <absolute-ordering/>
            """;

    private TestWebapp() {}

    /** One servlet for every path. */
    static Path working(Path folder) throws IOException {
        return webXml(folder, OPEN + """
                          <servlet>
                            <servlet-name>test</servlet-name>
                            <servlet-class>forebay.embedded.TestServlet</servlet-class>
                            <async-supported>true</async-supported>
                          </servlet>
                          <servlet-mapping><servlet-name>test</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
                        </web-app>
                        """);
    }

    /** A listener that throws. */
    static Path failing(Path folder) throws IOException {
        return webXml(folder, OPEN + """
                          <listener><listener-class>forebay.embedded.FailingListener</listener-class></listener>
                        </web-app>
                        """);
    }

    static ServerOptions options(Optional<ServerOptions.Tls> tls) {
        return new ServerOptions("127.0.0.1", 0, tls, 8_192, Duration.ofSeconds(30), Duration.ofSeconds(20));
    }

    private static Path webXml(Path folder, String xml) throws IOException {
        Files.createDirectories(folder.resolve("WEB-INF"));
        Files.writeString(folder.resolve("WEB-INF/web.xml"), xml);
        return folder;
    }
}
