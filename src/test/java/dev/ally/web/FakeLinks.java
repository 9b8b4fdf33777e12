package dev.ally.web;

import dev.ally.contract.AdmitBrowser;
import dev.ally.contract.CompleteSignUp;
import dev.ally.contract.ConfirmEmailChange;
import dev.ally.contract.ResetPassword;
import dev.ally.contract.UndoTwoFactor;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;

/** Mailed links as {@link FakeAccount} knows them: each has run out. */
final class FakeLinks {
  private FakeLinks() {}

  static void serve(EventBus bus) {
    ResetPassword.OPERATION.serve(bus, question -> Future.succeededFuture(
        ResetPassword.Answer.of(ResetPassword.Outcome.EXPIRED)));
    UndoTwoFactor.OPERATION.serve(bus, question -> Future.succeededFuture(
        UndoTwoFactor.Answer.of(UndoTwoFactor.Outcome.EXPIRED)));
    CompleteSignUp.OPERATION.serve(bus, question -> Future.succeededFuture(
        CompleteSignUp.Answer.of(CompleteSignUp.Outcome.EXPIRED)));
    AdmitBrowser.OPERATION.serve(bus, question -> Future.succeededFuture(
        new AdmitBrowser.Answer(AdmitBrowser.Outcome.EXPIRED)));
    ConfirmEmailChange.OPERATION.serve(bus, question -> Future.succeededFuture(
        new ConfirmEmailChange.Answer(ConfirmEmailChange.Outcome.EXPIRED)));
  }
}
