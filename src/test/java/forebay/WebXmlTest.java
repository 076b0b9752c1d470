package forebay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** web.xml is the map of the request path: the order of the parts, and where a resumed request comes in again. */
final class WebXmlTest {
    private static Document xml;

    @BeforeAll
    static void read() throws Exception {
        xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File("webapp/WEB-INF/web.xml"));
    }

    private static List<Element> all(String name) {
        NodeList nodes = xml.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    private static List<String> texts(Element in, String name) {
        NodeList nodes = in.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent().strip())
                .toList();
    }

    @Test
    void nothingIsFoundByScanning() {
        assertThat(xml.getDocumentElement().getAttribute("metadata-complete")).isEqualTo("true");
        assertThat(all("absolute-ordering")).hasSize(1);
        assertThat(all("listener-class")).extracting(Element::getTextContent).containsExactly(Gateway.class.getName());
    }

    @Test
    void theFiltersStandInTheOrderOfTheRequestPath() {
        assertThat(all("filter-mapping"))
                .extracting(mapping -> texts(mapping, "filter-name") + " " + texts(mapping, "url-pattern") + " "
                        + texts(mapping, "dispatcher"))
                .containsExactly(
                        "[RequestGuard] [/*] [REQUEST]",
                        "[ShiroFilter] [/*] [REQUEST]",
                        "[CacheFilter] [/*] [REQUEST, ASYNC]");
        assertThat(all("servlet-mapping"))
                .extracting(mapping -> texts(mapping, "servlet-name") + " " + texts(mapping, "url-pattern"))
                .containsExactly("[AdminServlet] [/_forebay/*]", "[BalancingProxyServlet] [/*]");
    }

    @Test
    void everyPartIsAsynchronousAndItsClassIsThere() throws ClassNotFoundException {
        for (String kind : List.of("filter", "servlet")) {
            for (Element part : all(kind)) {
                assertThat(texts(part, "async-supported")).as(kind).containsExactly("true");
                assertThat(Class.forName(texts(part, kind + "-class").get(0))).isNotNull();
            }
        }
    }
}
