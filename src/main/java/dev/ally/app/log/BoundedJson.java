package dev.ally.app.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.slf4j.LoggerFactory;

/**
 * One JSON object for each line, by logback's own encoder, with the whole text as {@code message}. Members of the
 * cluster, mail servers and browsers choose some of the words, so an object is no longer than a text and its trace are
 * in the other format.
 */
final class BoundedJson extends JsonEncoder {
  private static final int LONGEST_TEXT = 3_000;
  private static final int LONGEST_BYTES = 34_000;

  BoundedJson() {
    setWithSequenceNumber(false);
    setWithNanoseconds(false);
    setWithContext(false);
    setWithArguments(false);
    setWithMarkers(false);
    setWithMDC(false);
    setWithKVPList(false);
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String text = cut(event.getFormattedMessage());
    byte[] whole = super.encode(copy(event, text, true));
    return whole.length <= LONGEST_BYTES
        ? whole
        : super.encode(copy(event, cut(text + ": " + LineBudget.cause(event)), false));
  }

  private static ILoggingEvent copy(ILoggingEvent event, String text, boolean withTrace) {
    Logger logger = (Logger) LoggerFactory.getLogger(event.getLoggerName());
    Throwable thrown = withTrace && event.getThrowableProxy() instanceof ThrowableProxy proxy
        ? proxy.getThrowable()
        : null;
    LoggingEvent copy = new LoggingEvent(BoundedJson.class.getName(), logger, event.getLevel(), text, thrown, null);
    copy.setInstant(event.getInstant());
    copy.setThreadName(event.getThreadName());
    return copy;
  }

  private static String cut(String text) {
    return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }
}
