package dev.ally.web;

import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.StopUndo;
import dev.ally.contract.account.UndoTwoFactor;
import io.vertx.core.eventbus.EventBus;

/** Mailed links as {@link FakeAccount} knows them: each has run out. */
final class FakeLinks {
  private FakeLinks() {}

  static void serve(FakeAccount account, EventBus bus) {
    account.serve(bus, ResetPassword.OPERATION, question -> ResetPassword.Answer.of(ResetPassword.Outcome.EXPIRED));
    account.serve(bus, UndoTwoFactor.OPERATION, question -> UndoTwoFactor.Answer.of(UndoTwoFactor.Outcome.EXPIRED));
    account.serve(bus, StopUndo.OPERATION, question -> StopUndo.Answer.of(StopUndo.Outcome.EXPIRED));
    account.serve(bus, CompleteSignUp.OPERATION, question -> CompleteSignUp.Answer.of(CompleteSignUp.Outcome.EXPIRED));
    account.serve(bus, AdmitBrowser.OPERATION, question -> new AdmitBrowser.Answer(AdmitBrowser.Outcome.EXPIRED));
    account.serve(bus, ConfirmEmailChange.OPERATION,
        question -> new ConfirmEmailChange.Answer(ConfirmEmailChange.Outcome.EXPIRED));
  }
}
