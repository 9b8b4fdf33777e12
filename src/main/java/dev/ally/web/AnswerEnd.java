package dev.ally.web;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Tells {@link ArrivalDeadline} of the end of an answer where a program's own handlers run. A response has one end
 * handler, and a handler such as {@code LoggerHandler} puts that of its routing context there; so from here on the
 * context has it, which keeps a list.
 */
record AnswerEnd(ArrivalDeadline deadline) implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext context) {
    context.addEndHandler(end -> {
      if (end.succeeded()) {
        deadline.answered(context.request());
      }
    });
    context.next();
  }
}
