package dev.ally.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.slf4j.Marker;

/**
 * Keeps the tokens of mailed links out of the log at every log level. Below warnings, libraries log the whole emails
 * that they send and the whole addresses that browsers request.
 */
public final class TokenLogFilter extends TurboFilter {
  private static final List<String> TALKERS = List.of("io.vertx.ext.mail.", "io.vertx.ext.web.impl.");

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
    return level.isGreaterOrEqual(Level.WARN) || TALKERS.stream().noneMatch(logger.getName()::startsWith)
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }
}
