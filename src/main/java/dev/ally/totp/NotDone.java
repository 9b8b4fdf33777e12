package dev.ally.totp;

import io.vertx.core.Future;

/** Rolls a transaction back that came too late: somebody else decided. */
final class NotDone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotDone() {
    super("decided before", null, false, false);
  }

  static Future<Void> unless(boolean condition) {
    return condition ? Future.succeededFuture() : Future.failedFuture(new NotDone());
  }

  /** What a transaction that may be rolled back so ends with. */
  static Future<Boolean> asFalse(Throwable failure) {
    return failure instanceof NotDone ? Future.succeededFuture(false) : Future.failedFuture(failure);
  }
}
