package dev.ally.totp;

import dev.ally.contract.CodeVerdict;
import dev.ally.contract.CodeVerdict.Verdict;
import dev.ally.contract.RemoveAuthenticators;
import dev.ally.contract.ResetAuthenticators;
import dev.ally.contract.SettleOperation;
import dev.ally.contract.VerifyCode;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Judges codes of confirmed authenticators. A guess is counted by a committed statement before it is looked at, and
 * given back when the code was right or spent; so whatever breaks on the way wins nobody a free guess.
 */
final class CodeDesk {
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final PgCodeStore store;
  private final Clock clock;

  /** What a right code is for; false: its step was spent by somebody else meanwhile. */
  private interface Use {
    Future<Boolean> spend(UUID authenticatorId, long step, Instant now);
  }

  CodeDesk(PgCodeStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  Future<CodeVerdict> verify(VerifyCode question) {
    return judge(question.accountId(), question.operationId(), question.code(), (authenticatorId, step, now) ->
        store.accept(question.accountId(), question.operationId(), authenticatorId, step, now));
  }

  Future<CodeVerdict> remove(RemoveAuthenticators question) {
    return judge(question.accountId(), question.operationId(), question.code(), (authenticatorId, step, now) ->
        store.remove(question.accountId(), question.operationId(), authenticatorId, step, now));
  }

  Future<ResetAuthenticators.Answer> reset(ResetAuthenticators question) {
    return store.reset(question.accountId(), question.operationId(), clock.instant())
        .compose(removed -> removed
            ? Future.succeededFuture(Optional.of("REMOVED"))
            : store.standing(question.accountId(), question.operationId()).map(PgCodeStore.Standing::outcome))
        .map(outcome -> new ResetAuthenticators.Answer(
            outcome.isEmpty() ? ResetAuthenticators.Outcome.NOT_ENROLLED
                : outcome.get().equals("REMOVED") ? ResetAuthenticators.Outcome.REMOVED
                : ResetAuthenticators.Outcome.GIVEN_UP));
  }

  /** An operation that changed nothing until now never will: whoever settles it has gone on. */
  Future<SettleOperation.Answer> settle(SettleOperation question) {
    return store.decide(question.operationId(), question.accountId(), Verdict.GIVEN_UP.name(), clock.instant())
        .map(outcome -> new SettleOperation.Answer(outcome.equals("CONFIRMED") || outcome.equals("REMOVED")));
  }

  private Future<CodeVerdict> judge(UUID accountId, UUID operationId, Secret typed, Use use) {
    Optional<Secret> code = TypedCode.digits(typed, TotpKey.DIGITS);
    if (code.isEmpty()) {
      return Future.succeededFuture(CodeVerdict.of(Verdict.MALFORMED));
    }
    Instant now = clock.instant();
    Guess guess = new Guess(accountId, operationId, code.get(), now, use);
    return store.charge(accountId, operationId, now)
        .compose(authenticators -> authenticators.isEmpty() ? uncounted(guess) : evaluate(guess, authenticators));
  }

  private record Guess(UUID accountId, UUID operationId, Secret code, Instant now, Use use) {}

  private Future<CodeVerdict> uncounted(Guess guess) {
    return store.standing(guess.accountId, guess.operationId).compose(standing -> {
      if (standing.outcome().isPresent()) {
        return Future.succeededFuture(CodeVerdict.of(verdict(standing.outcome().get())));
      }
      if (!standing.enrolled()) {
        return Future.succeededFuture(CodeVerdict.of(Verdict.NOT_ENROLLED));
      }
      if (standing.charged()) {
        return store.authenticators(guess.accountId).compose(authenticators -> evaluate(guess, authenticators));
      }
      return Future.succeededFuture(CodeVerdict.waitFor(standing.freeAt()
          .map(freeAt -> Duration.between(guess.now, freeAt))
          .filter(wait -> wait.compareTo(SHORTEST_WAIT) > 0)
          .orElse(SHORTEST_WAIT)));
    });
  }

  private Future<CodeVerdict> evaluate(Guess guess, List<Authenticator> authenticators) {
    UUID authenticatorId = null;
    OptionalLong step = OptionalLong.empty();
    boolean known = false;
    for (Authenticator authenticator : authenticators) {
      Authenticator.Match match = authenticator.match(guess.code, guess.now);
      known |= match.known();
      if (match.freshStep().isPresent()) {
        authenticatorId = authenticator.id();
        step = match.freshStep();
      }
    }
    if (step.isEmpty()) {
      return known ? spent(guess) : decided(guess, Verdict.WRONG);
    }
    return guess.use.spend(authenticatorId, step.getAsLong(), guess.now)
        .compose(done -> done ? Future.succeededFuture(CodeVerdict.of(Verdict.ACCEPTED)) : spent(guess));
  }

  private Future<CodeVerdict> spent(Guess guess) {
    return store.refund(guess.accountId, guess.operationId).compose(refunded -> decided(guess, Verdict.SPENT));
  }

  /** The verdict as it is kept: another one, if the same operation was decided meanwhile. */
  private Future<CodeVerdict> decided(Guess guess, Verdict verdict) {
    return store.decide(guess.operationId, guess.accountId, verdict.name(), guess.now)
        .map(outcome -> CodeVerdict.of(verdict(outcome)));
  }

  private static Verdict verdict(String outcome) {
    return switch (outcome) {
      case "ACCEPTED", "REMOVED" -> Verdict.ACCEPTED;
      case "SPENT" -> Verdict.SPENT;
      case "GIVEN_UP" -> Verdict.GIVEN_UP;
      default -> Verdict.WRONG;
    };
  }
}
