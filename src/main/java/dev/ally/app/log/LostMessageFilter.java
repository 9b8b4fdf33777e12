package dev.ally.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.stream.Stream;
import org.slf4j.Marker;

/**
 * Drops the stack trace that Vert.x logs when the connection to another node fails at the moment in which a message is
 * handed to it: it completes the same promise twice. The message is lost like any to a node that is gone, and its sender
 * asks another.
 */
public final class LostMessageFilter extends TurboFilter {
  private static final String SENDER = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
    return thrown instanceof IllegalStateException && logger.getName().startsWith("io.vertx.core.impl.")
        && Stream.of(thrown.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(SENDER))
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
