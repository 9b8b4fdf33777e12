package dev.ally.totp;

import dev.ally.contract.ShownRecoveryCodes;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.FindRecoveryCodes;
import dev.ally.contract.totp.KeepRecoveryCodes;
import dev.ally.contract.totp.RenewRecoveryCodes;
import dev.ally.contract.totp.ReplaceVoidRecoveryCodes;
import dev.ally.totp.rules.RecoveryCode;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Replaces recovery codes, shows them to the session that made them, and stops showing them once it has saved them. */
final class RecoveryService {
  private final CodeVerifier codeVerifier;
  private final PgRecoveryStore store;
  private final PgFactorStore factors;
  private final PgCodeStore codes;
  private final Clock clock;

  RecoveryService(
      CodeVerifier codeVerifier, PgRecoveryStore store, PgFactorStore factors, PgCodeStore codes, Clock clock) {
    this.codeVerifier = codeVerifier;
    this.store = store;
    this.factors = factors;
    this.codes = codes;
    this.clock = clock;
  }

  Future<CodeVerdict> renew(RenewRecoveryCodes question) {
    CodeVerifier.Question asked = new CodeVerifier.Question(
        question.accountId(), question.operationId(), question.code(), question.knownBrowser());
    return codeVerifier.verifyCode(asked, (proof, now) ->
        factors.change(question.accountId(), question.operationId(), OperationOutcome.RENEWED, proof, now, connection ->
            store.make(connection, question.accountId(), question.sessionId(), now).map(true)));
  }

  Future<ReplaceVoidRecoveryCodes.Answer> replaceVoid(ReplaceVoidRecoveryCodes question) {
    Instant now = clock.instant();
    return factors
        .changeVoid(question.accountId(), question.operationId(), now, connection ->
            store.make(connection, question.accountId(), question.sessionId(), now).map(true))
        .compose(replaced -> replaced
            ? Future.succeededFuture(Optional.of(OperationOutcome.RENEWED))
            : codes.outcome(question.operationId()))
        .map(outcome -> new ReplaceVoidRecoveryCodes.Answer(
            outcome.isEmpty() ? ReplaceVoidRecoveryCodes.Outcome.NOT_VOID
                : outcome.get() == OperationOutcome.RENEWED ? ReplaceVoidRecoveryCodes.Outcome.REPLACED
                : ReplaceVoidRecoveryCodes.Outcome.GIVEN_UP));
  }

  Future<FindRecoveryCodes.Answer> find(FindRecoveryCodes question) {
    return store.shown(question.accountId(), question.sessionId(), clock.instant())
        .map(shown -> new FindRecoveryCodes.Answer(shown.map(these -> new ShownRecoveryCodes(
            these.codes().stream().map(RecoveryCode::grouped).toList(), confirmationIndex(these) + 1))));
  }

  Future<KeepRecoveryCodes.Answer> keep(KeepRecoveryCodes question) {
    return store.shown(question.accountId(), question.sessionId(), clock.instant()).compose(shown -> {
      if (shown.isEmpty()) {
        return Future.succeededFuture(new KeepRecoveryCodes.Answer(KeepRecoveryCodes.Outcome.NOT_SHOWN));
      }
      Optional<RecoveryCode> typed = RecoveryCode.typed(question.typed());
      return typed.isPresent() && typed.get().equals(shown.get().codes().get(confirmationIndex(shown.get())))
          ? store.hide(question.accountId(), question.sessionId(), shown.get(), clock.instant())
              .map(new KeepRecoveryCodes.Answer(KeepRecoveryCodes.Outcome.KEPT))
          : Future.succeededFuture(new KeepRecoveryCodes.Answer(KeepRecoveryCodes.Outcome.WRONG));
    });
  }

  /**
   * The index of the code that is to be typed back: always the same for the same codes, so that the page can be
   * reloaded.
   */
  private static int confirmationIndex(PgRecoveryStore.Shown shown) {
    return Math.floorMod(shown.id().hashCode(), shown.codes().size());
  }
}
