package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What others choose words of makes no lines of its own in the log. */
class LogTest {
  private static final String FORGED = "2026-01-01T00:00:00.000Z INFO  Main - Ally is ready";

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

  private List<OutputStreamAppender<ILoggingEvent>> appenders() {
    List<OutputStreamAppender<ILoggingEvent>> found = new ArrayList<>();
    for (Logger logger : context.getLoggerList()) {
      for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
        if (all.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
          found.add(appender);
        }
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  /** As each appender writes it. */
  private List<String> written(String message, Throwable thrown) {
    LoggingEvent event = new LoggingEvent(
        LogTest.class.getName(), context.getLogger(LogTest.class), Level.WARN, "said by {}", thrown,
        new Object[] {message});
    return appenders().stream()
        .map(appender -> new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8)).toList();
  }

  @Test
  void aMessageIsOneLine() {
    for (String end : List.of("\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\u000b", "\f")) {
      assertThat(written("web-1" + end + FORGED, null)).allSatisfy(text -> {
        assertThat(text)
            .endsWith("LogTest - said by web-1" + "?".repeat(end.length()) + FORGED + System.lineSeparator());
        assertThat(text.lines()).hasSize(1);
      });
    }
  }

  @Test
  void aMessageMovesNoCursor() {
    assertThat(written("\u001b[2J\u009b1A\b\u007f", null))
        .allMatch(text -> text.endsWith("said by ?[2J?1A??" + System.lineSeparator()));
  }

  @Test
  void wordsOfAllLanguagesAreKept() {
    assertThat(written("Zoë 東京 {}$1\\n", null))
        .allMatch(text -> text.endsWith("said by Zoë 東京 {}$1\\n" + System.lineSeparator()));
  }

  @Test
  void aLongMessageIsCut() {
    assertThat(written("x".repeat(1_000_000), null)).allSatisfy(text ->
        assertThat(text).contains("said by xxx").endsWith(System.lineSeparator()).hasSizeLessThan(3_200));
  }

  @Test
  void aTraceIsReadAsBeforeAndIndented() {
    Exception thrown = new IllegalStateException("no answer", new IllegalArgumentException("the cause"));
    assertThat(written("web-1", thrown)).allSatisfy(text -> assertThat(text.lines().skip(1).toList())
        .contains("java.lang.IllegalStateException: no answer")
        .contains(" Caused by: java.lang.IllegalArgumentException: the cause")
        .anyMatch(line -> line.startsWith("\tat dev.ally.LogTest.aTraceIsReadAsBeforeAndIndented(LogTest.java:")));
  }

  @Test
  void whatAnExceptionSaysBeginsNoLine() {
    for (String end : List.of("\n", "\r", "\r\n", "\u0085", "\u2028")) {
      Exception thrown = new IllegalStateException("web-1" + end + FORGED, new IllegalStateException(end + FORGED));
      assertThat(written("web-1", thrown)).allSatisfy(text -> {
        assertThat(text).contains(FORGED);
        assertThat(text.split("\\R")).noneMatch(line -> line.startsWith(FORGED));
      });
    }
  }

  @Test
  void whatAnExceptionSaysAtLengthIsCut() {
    assertThat(written("web-1", new IllegalStateException("x".repeat(1_000_000))))
        .allSatisfy(text -> assertThat(text).hasSizeLessThan(31_000));
  }
}
