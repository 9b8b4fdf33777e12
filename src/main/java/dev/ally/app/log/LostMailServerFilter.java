package dev.ally.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.stream.Stream;
import org.slf4j.Marker;

/**
 * Drops the stack trace that Vert.x logs when a mail server closes the connection before it replies: it looks into the
 * reply all the same. The email counts as not sent before that, and the outbox says so.
 */
public final class LostMailServerFilter extends TurboFilter {
  private static final String CLIENT = "io.vertx.ext.mail.impl.";

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
    return thrown instanceof NullPointerException && logger.getName().startsWith("io.vertx.core.impl.")
        && Stream.of(thrown.getStackTrace()).limit(1).anyMatch(frame -> frame.getClassName().startsWith(CLIENT))
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
