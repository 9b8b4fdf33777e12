package dev.ally.totp;

import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.GrantFreshGuesses;
import dev.ally.contract.totp.RemoveAuthenticator;
import dev.ally.contract.totp.RemoveAuthenticators;
import dev.ally.contract.totp.ResetAuthenticators;
import dev.ally.contract.totp.SettleOperation;
import dev.ally.contract.totp.VerifyCode;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** Verifies codes of confirmed authenticators, and removes one or all authenticators. */
final class CodeService {

  private final CodeVerifier codeVerifier;
  private final PgCodeStore codes;
  private final PgFactorStore factors;
  private final Clock clock;

  CodeService(CodeVerifier codeVerifier, PgCodeStore codes, PgFactorStore factors, Clock clock) {
    this.codeVerifier = codeVerifier;
    this.codes = codes;
    this.factors = factors;
    this.clock = clock;
  }

  Future<CodeVerdict> verify(VerifyCode question) {
    UUID accountId = question.accountId();
    CodeVerifier.Question asked = new CodeVerifier.Question(
        accountId, question.operationId(), question.code(), question.knownBrowser());
    AtomicBoolean recoveryCodesVoid = new AtomicBoolean();
    CodeVerifier.Use accept = (proof, now) ->
        proof instanceof Proof.Step step
            ? codes.accept(accountId, question.operationId(), step.authenticatorId(), step.step(), now)
                .onSuccess(accepted -> accepted.ifPresent(
                    state -> recoveryCodesVoid.set(state.recoveryCodesVoid())))
                .map(Optional::isPresent)
            : factors.accept(accountId, question.operationId(), proof, now);
    return (question.withoutRecoveryCodes()
            ? codeVerifier.verifyCode(asked, accept)
            : codeVerifier.verify(asked, accept))
        .map(verdict -> recoveryCodesVoid.get() ? verdict.withVoidRecoveryCodes() : verdict);
  }

  Future<CodeVerdict> removeAll(RemoveAuthenticators question) {
    CodeVerifier.Question asked = new CodeVerifier.Question(
        question.accountId(), question.operationId(), question.code(), question.knownBrowser());
    return codeVerifier.verify(asked, (proof, now) ->
        factors.removeAll(question.accountId(), question.operationId(), proof, now));
  }

  /** An authenticator that does not exist, or is the last one, is refused before the code is looked at. */
  Future<CodeVerdict> removeOne(RemoveAuthenticator question) {
    UUID accountId = question.accountId();
    UUID removed = question.authenticatorId();
    CodeVerifier.Question asked = new CodeVerifier.Question(
        accountId, question.operationId(), question.code(), question.knownBrowser());
    return codes.outcome(question.operationId())
        .compose(outcome -> outcome.isPresent()
            ? Future.succeededFuture(true)
            : codes.find(accountId).map(all -> all.count() > 1
                && all.authenticators().stream().anyMatch(one -> one.id().equals(removed))))
        .compose(removable -> removable
            ? codeVerifier.verify(asked, (proof, now) ->
                factors.removeOne(accountId, question.operationId(), removed, proof, now))
            : Future.succeededFuture(CodeVerdict.of(Verdict.NOT_ENROLLED)));
  }

  Future<GrantFreshGuesses.Answer> grantFreshGuesses(GrantFreshGuesses question) {
    return codes.grantFreshGuesses(question.accountId(), clock.instant()).map(GrantFreshGuesses.Answer::new);
  }

  Future<ResetAuthenticators.Answer> reset(ResetAuthenticators question) {
    return isGuessedAt(question).compose(guessed ->
        (guessed
                ? Future.succeededFuture(false)
                : factors.reset(question.accountId(), question.operationId(), clock.instant()))
            .compose(removed -> removed
                ? Future.succeededFuture(Optional.of(OperationOutcome.REMOVED))
                : codes.outcome(question.operationId()))
            .map(outcome -> new ResetAuthenticators.Answer(
                outcome.isEmpty()
                    ? guessed ? ResetAuthenticators.Outcome.GUESSED_AT : ResetAuthenticators.Outcome.NOT_ENROLLED
                    : outcome.get() == OperationOutcome.REMOVED ? ResetAuthenticators.Outcome.REMOVED
                    : ResetAuthenticators.Outcome.GIVEN_UP)));
  }

  private Future<Boolean> isGuessedAt(ResetAuthenticators question) {
    return question.guessedSince()
        .map(since -> factors.isGuessedAt(question.accountId(), since))
        .orElseGet(() -> Future.succeededFuture(false));
  }

  /** An operation that has not been done by now is given up: the service that settles it relies on that. */
  Future<SettleOperation.Answer> settle(SettleOperation question) {
    return codes.decide(question.operationId(), question.accountId(), OperationOutcome.GIVEN_UP, clock.instant())
        .compose(outcome -> codes.isByRecoveryCode(question.operationId())
            .map(byRecoveryCode -> new SettleOperation.Answer(outcome.isDone(), byRecoveryCode)));
  }
}
