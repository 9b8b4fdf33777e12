package dev.ally.web.exchange;

import io.vertx.core.Future;

/** What answers one method of one address. It may throw, or fail with, {@link Refused}. */
@FunctionalInterface
public interface Action {
  Future<Reply> answer(Request request);
}
