package dev.ally.app.log;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Drops the stack trace that Vert.x logs when a worker thread ends its work after the event loop that waits for it has
 * been closed: at a stop, nobody waits any more.
 */
public final class LateWorkFilter extends VertxTraceFilter {
  private static final String WORK = "io.vertx.core.impl.ExecuteBlocking$1";

  @Override
  boolean isKnown(Throwable thrown, List<String> classes) {
    return thrown instanceof RejectedExecutionException && classes.contains(WORK);
  }
}
