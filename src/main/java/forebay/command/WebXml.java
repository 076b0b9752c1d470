package forebay.command;

import forebay.balance.UpstreamSettings;
import forebay.config.ConfigException;
import forebay.config.DefaultPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What web.xml adds to forebay.yaml: the upstreams of the default pool. */
final class WebXml {
    private WebXml() {}

    /**
     * The upstreams that the init-param {@code upstreams} declares; empty where there is none.
     *
     * @throws ConfigException where the parameter can not be read
     * @throws IOException where the file can not be read, or is not XML
     */
    static Optional<List<UpstreamSettings>> defaultPool(Path file) throws ConfigException, IOException {
        Optional<String> declared = parameter(file, "upstreams");
        return declared.isPresent() ? Optional.of(DefaultPool.parse(declared.get())) : Optional.empty();
    }

    private static Optional<String> parameter(Path file, String name) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            String last = "";
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamReader.START_ELEMENT) {
                    continue;
                }
                if (xml.getLocalName().equals("param-name")) {
                    last = xml.getElementText().strip();
                } else if (xml.getLocalName().equals("param-value") && last.equals(name)) {
                    return Optional.of(xml.getElementText().strip());
                }
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
