package dev.ally.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BoundedLogTest {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private long nanos;
  private final BoundedLog log = new BoundedLog(() -> nanos, later::add);

  @BeforeEach
  void open() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%level %logger{0} - %msg%n%ex");
    encoder.start();
    log.setContext(context);
    log.setEncoder(encoder);
    log.start();
    log.setOutputStream(written);
  }

  private List<JsonObject> objects() {
    return lines().stream().map(JsonObject::new).toList();
  }

  @Test
  void anObjectIsALineWithTheWholeTextAndItsTrace() {
    log.writeJson();
    log.setOutputStream(written);
    say("dev.ally.Any", Level.WARN, "{} is \"odd\"\n", new IllegalStateException("why"), "a\u202eb");
    assertThat(log.announce("Ally is ready: http://localhost")).isTrue();
    assertThat(objects()).hasSize(2);
    assertThat(objects().get(0).getString("message")).isEqualTo("a\u202eb is \"odd\"\n");
    assertThat(objects().get(0).getString("level")).isEqualTo("WARN");
    assertThat(objects().get(0).getString("loggerName")).isEqualTo("dev.ally.Any");
    assertThat(objects().get(0).getJsonObject("throwable").getString("message")).isEqualTo("why");
    assertThat(objects().get(1).getString("message")).isEqualTo("Ally is ready: http://localhost");
    assertThat(objects().get(1).getString("level")).isEqualTo("INFO");
  }

  @Test
  void anObjectIsAsBoundedAsText() {
    log.writeJson();
    log.setOutputStream(written);
    String long64k = "x".repeat(65_536);
    say("dev.ally.Any", Level.WARN, "{}", new IllegalStateException(long64k), long64k);
    assertThat(lines()).singleElement().satisfies(line -> assertThat(line.length()).isLessThan(34_000));
    assertThat(objects().get(0).getString("message")).startsWith("xxx");
    for (int i = 0; i < 100; i++) {
      say("dev.ally.Any", Level.WARN, "{}", null, i);
    }
    assertThat(lines()).hasSize(10);
  }

  @Test
  void aLineOfTextIsNotAnnouncedAsAnObject() {
    assertThat(log.announce("Ally is ready")).isFalse();
    assertThat(lines()).isEmpty();
  }

  private void say(String logger, Level level, String message, Throwable thrown, Object... arguments) {
    log.doAppend(new LoggingEvent(
        BoundedLogTest.class.getName(), context.getLogger(logger), level, message, thrown, arguments));
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private void tenSecondsPass() {
    pass(Duration.ofSeconds(10));
    later.remove().run();
  }

  @Test
  void aKindOfLineMayComeTenTimesAtOnceAndThenOnceASecond() {
    for (int i = 0; i < 1_000; i++) {
      say("io.netty.Handler", Level.WARN, "connection {} is odd", null, i);
    }
    assertThat(lines()).hasSize(10).last().isEqualTo("WARN Handler - connection 9 is odd");
    for (int second = 0; second < 5; second++) {
      pass(Duration.ofSeconds(1));
      say("io.netty.Handler", Level.WARN, "connection {} is odd", null, "next");
      say("io.netty.Handler", Level.WARN, "connection {} is odd", null, "next");
    }
    assertThat(lines()).hasSize(15);
  }

  @Test
  void whatIsLeftOutIsCountedInOneLine() {
    for (int i = 0; i < 1_000; i++) {
      say("io.netty.Handler", Level.WARN, "connection {} is odd", null, i);
    }
    assertThat(later).hasSize(1);
    tenSecondsPass();
    assertThat(lines()).hasSize(11).last()
        .isEqualTo("WARN BoundedLog - Left out 990 line(s) of io.netty.Handler, the last: connection 999 is odd");
    assertThat(later).isEmpty();
    say("io.netty.Handler", Level.WARN, "connection {} is odd", null, 1_000);
    assertThat(lines()).last().isEqualTo("WARN Handler - connection 1000 is odd");
    assertThat(later).isEmpty();
  }

  @Test
  void whatIsLeftOutIsCountedAtTheEndToo() {
    for (int i = 0; i < 11; i++) {
      say("io.netty.Handler", Level.WARN, "odd", null);
    }
    log.stop();
    assertThat(lines()).last().asString().contains("Left out 1 line(s) of io.netty.Handler");
  }

  @Test
  void otherLinesAreWrittenMeanwhile() {
    for (int i = 0; i < 1_000; i++) {
      say("io.netty.Handler", Level.WARN, "connection {} is odd", null, i);
    }
    say("io.netty.Handler", Level.WARN, "out of memory", null);
    say("io.netty.Handler", Level.ERROR, "connection {} is odd", null, 0);
    say("dev.ally.app.keys.KeyWatch", Level.WARN, "connection {} is odd", null, 0);
    assertThat(lines()).hasSize(13);
  }

  @Test
  void kindsThatAreInventedAreBoundedTogether() {
    for (int i = 0; i < 100_000; i++) {
      say("io.netty.Handler", Level.WARN, "connection " + i + " is odd", null);
    }
    assertThat(lines()).hasSize(60);
    pass(Duration.ofSeconds(5));
    for (int i = 0; i < 100; i++) {
      say("io.netty.Handler", Level.WARN, "another " + i, null);
    }
    assertThat(lines()).hasSize(75);
  }

  @Test
  void stackTracesAreBoundedMoreAndTheirExceptionStillSaysWhatItIs() {
    for (int i = 0; i < 10; i++) {
      say("dev.ally.web.Front", Level.ERROR, "a request failed", new IllegalStateException("of kind " + i));
    }
    assertThat(lines().stream().filter(line -> line.startsWith("\tat ") && line.contains("stackTracesAreBounded")))
        .hasSize(5);
    assertThat(lines()).last()
        .isEqualTo("ERROR Front - a request failed: java.lang.IllegalStateException: of kind 9");
    tenSecondsPass();
    assertThat(lines()).last().isEqualTo("WARN BoundedLog - Left out 5 stack trace(s) of dev.ally.web.Front");
    say("dev.ally.web.Front", Level.ERROR, "a request failed", new IllegalStateException("of kind 10"));
    assertThat(lines().stream().filter(line -> line.startsWith("\tat ") && line.contains("stackTracesAreBounded")))
        .hasSize(6);
  }

  @Test
  void everythingThatIsWrittenGoesThroughIt() {
    for (Logger logger : context.getLoggerList()) {
      for (var all = logger.iteratorForAppenders(); all.hasNext(); ) {
        Appender<ILoggingEvent> appender = all.next();
        assertThat(appender).isInstanceOf(BoundedLog.class);
      }
    }
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders()).hasNext();
  }
}
