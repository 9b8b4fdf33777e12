package dev.ally.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Marker;

/** Drops a stack trace that Vert.x logs of what Ally knows already, and tells itself where it is news. */
abstract class VertxTraceFilter extends TurboFilter {
  private static final String VERTX = "io.vertx.core.impl.";

  /** @param classes that the failure went through, the one that threw it first */
  abstract boolean isKnown(Throwable thrown, List<String> classes);

  @Override
  public final FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
    return thrown != null && logger.getName().startsWith(VERTX) && isKnown(thrown, classes(thrown))
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  private static List<String> classes(Throwable thrown) {
    return Stream.of(thrown.getStackTrace()).map(StackTraceElement::getClassName).toList();
  }
}
