package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.OperatorWord;
import forebay.balance.Standing;
import forebay.balance.UpstreamStatus;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** An operator takes upstreams out while requests run. */
class DrainUpstreamIT {
    private static String name(ScriptedOrigin origin) {
        return origin.url().getScheme() + "://" + origin.url().getRawAuthority();
    }

    @Test
    void aDrainedUpstreamFinishesWhatItHasAndGetsNothingNew() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        try (ScriptedOrigin slow = ScriptedOrigin.start(c -> {
                    finish.await();
                    c.answer(200, "", "slow");
                });
                ScriptedOrigin other = ScriptedOrigin.answering("other");
                ProxyUnderTest proxy = ProxyUnderTest.before(slow.url(), other.url());
                RawClient client = proxy.client()) {
            CurrentPools control = new CurrentPools(proxy.generations());
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            await().until(() -> slow.heads().size() == 1);

            UpstreamStatus status =
                    control.tell("app", name(slow), OperatorWord.DRAINING).orElseThrow();
            assertThat(status.standing()).isEqualTo(Standing.DRAINING);
            assertThat(status.inFlight()).isEqualTo(1);
            proxy.reload(ProxyUnderTest.SETTINGS, slow.url(), other.url());
            for (int i = 0; i < 5; i++) {
                assertThat(proxy.get("/").content()).isEqualTo("other");
            }
            finish.countDown();
            assertThat(client.read("GET").content()).isEqualTo("slow");
            await().until(() -> control.weigh("app", name(slow), OptionalInt.of(3))
                            .orElseThrow()
                            .inFlight()
                    == 0);
            assertThat(slow.heads()).hasSize(1);
        }
    }

    @Test
    void whereAllAreOutRequestsAreAnsweredAtOnce() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            CurrentPools control = new CurrentPools(proxy.generations());
            assertThat(control.tell("app", "http://nowhere:1", OperatorWord.DISABLED))
                    .isEmpty();
            assertThat(control.tell("other", name(origin), OperatorWord.DISABLED))
                    .isEmpty();
            assertThat(control.tell("app", name(origin), OperatorWord.DISABLED)).isPresent();

            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=destination_unavailable");
            assertThat(answer.field("Retry-After")).isEqualTo("1");
            assertThat(control.tell("app", name(origin), OperatorWord.ENABLED)).isPresent();
            assertThat(proxy.get("/").content()).isEqualTo("x");
            assertThat(origin.heads()).hasSize(1);
        }
    }
}
