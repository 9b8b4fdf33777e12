package dev.ally.totp;

import io.vertx.core.Future;

/** Rolls a transaction back whose operation was decided by another request. */
final class NotDone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotDone() {
    super("decided before", null, false, false);
  }

  static Future<Void> unless(boolean condition) {
    return condition ? Future.succeededFuture() : Future.failedFuture(new NotDone());
  }

  /** The result of a transaction that may be rolled back by this exception. */
  static Future<Boolean> asFalse(Throwable failure) {
    return failure instanceof NotDone ? Future.succeededFuture(false) : Future.failedFuture(failure);
  }
}
