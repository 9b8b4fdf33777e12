package dev.ally.app.log;

import java.util.List;

/**
 * Drops the stack trace that Vert.x logs when the connection to another node fails at the moment in which a message is
 * handed to it: it completes the same promise twice. The message is lost like any to a node that is gone, and its sender
 * asks another.
 */
public final class LostMessageFilter extends VertxTraceFilter {
  private static final String SENDER = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";

  @Override
  boolean isKnown(Throwable thrown, List<String> classes) {
    return thrown instanceof IllegalStateException && classes.contains(SENDER);
  }
}
