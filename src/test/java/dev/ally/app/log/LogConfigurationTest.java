package dev.ally.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogConfigurationTest {
  private static final String FILE = "logback.configurationFile";

  private final LoggerContext log = new LoggerContext();
  private final LoggerContext ofFile = new LoggerContext();

  @AfterEach
  void stop() {
    System.clearProperty(FILE);
    log.stop();
    ofFile.stop();
  }

  @Test
  void theFileOfTheDocumentsSaysTheSame() throws Exception {
    assertThat(configure()).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
    JoranConfigurator reader = new JoranConfigurator();
    reader.setContext(ofFile);
    reader.doConfigure("src/docs/deploy/logback.xml");

    assertThat(levels(log)).isEqualTo(levels(ofFile)).containsEntry("ROOT", Level.INFO);
    assertThat(filters(log)).isEqualTo(filters(ofFile)).contains("TokenLogFilter");
    assertThat(pattern(log)).isEqualTo(pattern(ofFile));
  }

  @Test
  void aFileOfTheOperatorTakesItsPlace() {
    System.setProperty(FILE, "another.xml");
    assertThat(configure()).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(levels(log)).doesNotContainKey("io.netty");
    assertThat(filters(log)).isEmpty();
  }

  @Test
  void logbackFindsIt() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    assertThat(root.getAppender("stdout")).isInstanceOf(BoundedLog.class);
  }

  private ExecutionStatus configure() {
    LogConfiguration configuration = new LogConfiguration();
    configuration.setContext(log);
    return configuration.configure(log);
  }

  private static Map<String, Level> levels(LoggerContext context) {
    return context.getLoggerList().stream().filter(logger -> logger.getLevel() != null)
        .collect(Collectors.toMap(Logger::getName, Logger::getLevel, (one, other) -> one, TreeMap::new));
  }

  private static String filters(LoggerContext context) {
    return context.getTurboFilterList().stream().map(filter -> filter.getClass().getSimpleName())
        .collect(Collectors.joining(" "));
  }

  private static String pattern(LoggerContext context) {
    BoundedLog console = (BoundedLog) context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("stdout");
    assertThat(console.isStarted()).isTrue();
    return ((PatternLayoutEncoder) console.getEncoder()).getPattern();
  }
}
