package forebay.command;

import forebay.balance.UpstreamSettings;
import forebay.config.ConfigException;
import forebay.config.DefaultPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

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
        NodeList params = read(file).getElementsByTagName("init-param");
        for (int i = 0; i < params.getLength(); i++) {
            Element param = (Element) params.item(i);
            if (text(param, "param-name").equals("upstreams")) {
                return Optional.of(DefaultPool.parse(text(param, "param-value")));
            }
        }
        return Optional.empty();
    }

    private static Element read(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String text(Element parent, String child) {
        NodeList found = parent.getElementsByTagName(child);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
