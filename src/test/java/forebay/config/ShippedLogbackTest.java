package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPMDCAdapter;

final class ShippedLogbackTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws JoranException {
        context.setMDCAdapter(new NOPMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure("conf/logback.xml");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void librariesAreQuietAndTheGatewayIsNot() {
        assertThat(context.getStatusManager().getCopyOfStatusList()).noneMatch(s -> s.getLevel() > Status.INFO);
        assertThat(context.getLogger("forebay.config").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(context.getLogger("com.hazelcast.x").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger("org.eclipse.jetty.x").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger("org.apache.shiro.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void noMessageCanBeginALineOfTheLog() {
        Logger logger = context.getLogger("forebay.guard.RequestGuard");
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
        PatternLayoutEncoder encoder = (PatternLayoutEncoder) console.getEncoder();
        LoggingEvent event =
                new LoggingEvent("", logger, Level.INFO, "one\r\n2026-01-01 INFO forged\u001b[0m", null, null);

        String text = new String(encoder.encode(event), StandardCharsets.UTF_8);

        assertThat(text.lines().skip(1)).containsExactly("    2026-01-01 INFO forged?[0m");
        assertThat(text).endsWith("\n");
    }
}
