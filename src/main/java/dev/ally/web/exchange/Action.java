package dev.ally.web.exchange;

import io.vertx.core.Future;

/** Answers one method of one address. It may throw, or fail with, {@link Refused} and {@link NoSession}. */
@FunctionalInterface
public interface Action {
  Future<Reply> answer(Request request);
}
