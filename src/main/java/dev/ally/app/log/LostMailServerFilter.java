package dev.ally.app.log;

import java.util.List;

/**
 * Drops the stack trace that Vert.x logs when a mail server closes the connection before it replies: it looks into the
 * reply all the same. The email counts as not sent before that, and the outbox says so.
 */
public final class LostMailServerFilter extends VertxTraceFilter {
  private static final String CLIENT = "io.vertx.ext.mail.impl.";

  @Override
  boolean isKnown(Throwable thrown, List<String> classes) {
    return thrown instanceof NullPointerException && !classes.isEmpty() && classes.get(0).startsWith(CLIENT);
  }
}
