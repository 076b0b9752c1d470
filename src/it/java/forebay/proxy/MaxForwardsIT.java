package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import org.junit.jupiter.api.Test;

/** How often OPTIONS is forwarded (RFC 9110 §7.6.2). */
class MaxForwardsIT {
    private static String request(String method, int most) {
        return method + " /a HTTP/1.1\nHost: app.test\nMax-Forwards: " + most + "\n\n";
    }

    @Test
    void itIsCountedDownAndEndsAtZero() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("far");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.exchange(request("OPTIONS", 3)).content()).isEqualTo("far");
            assertThat(origin.head().all("Max-Forwards")).containsExactly("2");

            RawClient.Answer here = proxy.exchange(request("OPTIONS", 0));
            assertThat(here.status()).isEqualTo(204);
            assertThat(here.field("Allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
            assertThat(origin.heads()).hasSize(1);
        }
    }

    @Test
    void otherMethodsAreNotLimited() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("far");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.exchange(request("GET", 0)).content()).isEqualTo("far");
            assertThat(origin.head().all("Max-Forwards")).containsExactly("0");
        }
    }
}
