package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.embedded.SelfSigned;
import forebay.support.Http2Caller;
import forebay.support.Http2Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 to upstreams from the packed WAR, whose libraries of it some containers have too, and hide. */
final class Http2UpstreamsIT {
    @TempDir
    Path temp;

    @Test
    void grpcPassesTheWholeGatewayWithItsOwnServer() throws Exception {
        String message = "\0\0\0\0\5hello";
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
            await().until(() -> answer.content().ended());
            answer.head(200, false, "content-type", "application/grpc")
                    .data(answer.content().text(), false)
                    .trailers("grpc-status", "0");
        })) {
            Conf conf = new Conf(temp.resolve("conf"), origin.url());
            conf.write("forebay.yaml", """
                    pools:
                      app:
                        upstreams: [{url: "%s"}]
                        connection: {protocol: h2c}
                    routes:
                      - {path: /, pool: app}
                    """.formatted(origin.url()));
            Path base = Files.createDirectories(temp.resolve("base"));
            try (RunningContainer gateway = Container.JAR.start(base, "", conf.folder());
                    Http2Caller caller = new Http2Caller(gateway.port())) {
                Http2Caller.Call call = caller.call("/shop.Shop/Buy", "x-api-key", Conf.USER_KEY);
                call.send(message, true);
                await().until(call::ended);
                assertThat(call.head().getStatus()).as(gateway.log()).isEqualTo(200);
                assertThat(call.text()).isEqualTo(message);
                assertThat(call.trailers().get("grpc-status")).isEqualTo("0");
            }
            assertThat(origin.heads().get(0).getHttpFields().get("te")).isEqualTo("trailers");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JETTY", "WILDFLY"})
    void bothKindsWork(Container container) throws Exception {
        SelfSigned signed = SelfSigned.create(temp, "EC");
        Http2Origin.Script script = (answer, number) -> answer.head(200, false).data("served", true);
        try (Http2Origin clear = Http2Origin.start(script);
                Http2Origin secure = Http2Origin.start(signed.store(), SelfSigned.PASSWORD, script)) {
            Conf conf = new Conf(temp.resolve("conf"), clear.url());
            signed.certificatePem(conf.folder().resolve("ca.pem"));
            conf.write("forebay.yaml", """
                    pools:
                      clear:
                        upstreams: [{url: "%s"}]
                        connection: {protocol: h2c}
                      secure:
                        upstreams: [{url: "%s"}]
                        connection: {protocol: h2, tls: {ca: ca.pem}}
                    routes:
                      - {path: /clear, pool: clear}
                      - {path: /secure, pool: secure}
                    """.formatted(clear.url(), secure.url()));
            Path base = Files.createDirectories(temp.resolve("base"));
            try (RunningContainer gateway = container.start(base, "", conf.folder())) {
                for (String path : new String[] {"/clear", "/secure"}) {
                    Wire.Answer answer = Wire.exchange(
                            gateway.port(),
                            "GET " + gateway.path(path) + " HTTP/1.1\r\nHost: shop.test\r\nX-Api-Key: " + Conf.USER_KEY
                                    + "\r\n\r\n");
                    answer.expect(200);
                    assertThat(answer.toString()).contains("2.0 forebay");
                }
            }
            assertThat(clear.heads().get(0).getHttpURI().getAuthority()).isEqualTo("shop.test");
            assertThat(secure.heads()).hasSize(1);
        }
    }
}
