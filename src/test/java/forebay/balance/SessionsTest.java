package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients stay with the upstream that their cookie names. */
class SessionsTest {
    private static final byte[] OLD = key(1);
    private static final byte[] NEW = key(2);

    private static byte[] key(int fill) {
        byte[] key = new byte[SessionKeys.MIN_BYTES];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    private static SamplePool pool(List<byte[]> keys) {
        StickySettings sticky = new StickySettings("fb", new SessionKeys(keys), StickySettings.Attributes.DEFAULT);
        return SamplePool.of(BalanceSettings.DEFAULT.with(sticky), 1, 1, 1);
    }

    private static SampleKey with(String cookie) {
        return SampleKey.of("fb", cookie);
    }

    /** The value of the cookie that a client gets from an upstream. */
    private static String cookie(SamplePool pool, String name) {
        Upstream upstream = pool.pool.upstreams().stream()
                .filter(each -> each.url().getHost().equals(name))
                .findFirst()
                .orElseThrow();
        String set = pool.pool.sessionCookie(SampleKey.NONE, upstream).orElseThrow();
        assertThat(set).startsWith("fb=").endsWith("; Path=/; Secure; HttpOnly; SameSite=Lax");
        return set.substring(3, set.indexOf(';'));
    }

    @Test
    void aClientStaysAndIsNotToldAgain() {
        SamplePool pool = pool(List.of(OLD));
        String cookie = cookie(pool, "b");
        for (int i = 0; i < 5; i++) {
            assertThat(pool.pick(with(cookie))).isEqualTo("b");
        }
        assertThat(pool.pool.sessionCookie(with(cookie), pool.pool.upstreams().get(1)))
                .isEmpty();
        assertThat(pool.candidates(with(cookie)).split(" ")).startsWith("b").containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void theCookieTellsNoAddress() {
        assertThat(cookie(pool(List.of(OLD)), "b")).matches("[A-Za-z0-9_-]{22}");
    }

    @Test
    void whatIsForgedOrOfAnotherKeyIsNoCookie() {
        SamplePool pool = pool(List.of(OLD));
        String other = cookie(pool(List.of(NEW)), "b");
        assertThat(List.of(pool.pick(with(other)), pool.pick(with("http://b")), pool.pick(with(""))))
                .containsExactly("a", "b", "c");
        assertThat(pool.pool.sessionCookie(with(other), pool.pool.upstreams().get(0)))
                .isPresent();
    }

    @Test
    void bothKeysAreAcceptedAndTheFirstOneIsUsed() {
        String old = cookie(pool(List.of(OLD)), "c");
        SamplePool rotating = pool(List.of(NEW, OLD));
        assertThat(rotating.pick(with(old))).isEqualTo("c");
        assertThat(rotating.pool.sessionCookie(
                        with(old), rotating.pool.upstreams().get(2)))
                .isPresent();
        assertThat(cookie(rotating, "c")).isEqualTo(cookie(pool(List.of(NEW)), "c"));
    }

    @Test
    void sessionsOutliveAReloadAndTheirUpstreamsReturn() {
        SamplePool pool = pool(List.of(OLD));
        String cookie = cookie(pool, "c");
        pool.with("d", 1, 0, null).without("a").declared();
        assertThat(pool.pick(with(cookie))).isEqualTo("c");
        pool.without("c").declared();
        assertThat(pool.pick(with(cookie))).isIn("b", "d");
        pool.with("c", 1, 0, null).declared();
        assertThat(pool.pick(with(cookie))).isEqualTo("c");
    }

    @Test
    void sessionsGiveWayToHealthAndStayWhileDraining() {
        SamplePool pool = pool(List.of(OLD));
        String cookie = cookie(pool, "b");
        pool.state("b").operator(OperatorWord.DRAINING, 0);
        assertThat(pool.pick(with(cookie))).isEqualTo("b");
        assertThat(pool.picks(10)).doesNotContain("b");
        pool.state("b").operator(OperatorWord.DISABLED, 0);
        assertThat(pool.pick(with(cookie))).isNotEqualTo("b");
        pool.state("b").operator(OperatorWord.ENABLED, 0);
        pool.unhealthy("b");
        assertThat(pool.pick(with(cookie))).isNotEqualTo("b");
    }

    @Test
    void attributesAreAsSaid() {
        StickySettings sticky = new StickySettings(
                "s",
                new SessionKeys(List.of(OLD)),
                new StickySettings.Attributes(Optional.of(Duration.ofHours(8)), false, false, "Strict", "/shop"));
        assertThat(sticky.setCookie("x")).isEqualTo("s=x; Path=/shop; Max-Age=28800; SameSite=Strict");
    }

    @Test
    void keysAreSecretAndLongEnough() {
        assertThat(new SessionKeys(List.of(OLD, NEW))).hasToString("2 key(s)");
        assertThat(new SessionKeys(List.of(OLD, NEW)))
                .isEqualTo(new SessionKeys(List.of(key(1), NEW)))
                .hasSameHashCodeAs(new SessionKeys(List.of(key(1), NEW)))
                .isNotEqualTo(new SessionKeys(List.of(NEW, OLD)))
                .isNotEqualTo(new SessionKeys(List.of(OLD)));
        assertThatThrownBy(() -> new SessionKeys(List.of(new byte[31]))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SessionKeys(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
