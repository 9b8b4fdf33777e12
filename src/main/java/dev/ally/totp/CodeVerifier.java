package dev.ally.totp;

import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.crypto.Secret;
import dev.ally.metrics.Meters;
import dev.ally.metrics.Metric;
import dev.ally.totp.rules.Authenticator;
import dev.ally.totp.rules.GuessBudget;
import dev.ally.totp.rules.RecoveryCode;
import dev.ally.totp.rules.TypedCode;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/**
 * Verifies codes of confirmed authenticators and recovery codes; the form of the text decides which of the two it is. A
 * guess is counted by a committed statement before it is looked at, and refunded if the code was right or spent. So no
 * failure on the way gives an attacker a free guess.
 */
final class CodeVerifier {
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  /** A guess that was counted but not looked at can be looked at for this long; every client has given up by then. */
  private static final Duration LOOKED_AT_WITHIN = Duration.ofMinutes(1);

  private final PgCodeStore codes;
  private final PgRecoveryStore recoveryCodes;
  private final Clock clock;
  private Meters meters = Meters.NONE;

  /** What a right code is for; false: another request has spent it in the meantime. */
  interface Use {
    Future<Boolean> spend(Proof proof, Instant now);
  }

  /**
   * A request to verify.
   *
   * @param knownBrowser whether the code was typed at a browser that the account knows
   */
  record Question(UUID accountId, UUID operationId, Secret typed, boolean knownBrowser) {
    /** Omits the code. */
    @Override
    public String toString() {
      return "Question[" + operationId + "]";
    }
  }

  /**
   * A guess that is to be counted.
   *
   * @param code what was typed; empty: a recovery code
   * @param charged whether this request counted the guess and may refund it; false for a repetition
   */
  private record Guess(Question question, Instant now, Optional<TypedCode> code, Use use, boolean charged) {
    UUID accountId() {
      return question.accountId;
    }

    UUID operationId() {
      return question.operationId;
    }

    GuessBudget.Kind kind() {
      return code.isPresent() ? GuessBudget.Kind.CODES : GuessBudget.Kind.RECOVERY_CODES;
    }

    /** Whether it can be a code of this account. */
    boolean fits(PgCodeStore.Standing standing) {
      return code.isEmpty() || standing.digits().contains(code.get().count());
    }

    Guess askedAgain(Instant then) {
      return new Guess(question, then, code, use, false);
    }
  }

  CodeVerifier(PgCodeStore codes, PgRecoveryStore recoveryCodes, Clock clock) {
    this.codes = codes;
    this.recoveryCodes = recoveryCodes;
    this.clock = clock;
  }

  /** Counts codes by what is said of them. */
  void countedBy(Meters counting) {
    meters = counting;
  }

  /** Verifies a code or a recovery code. */
  Future<CodeVerdict> verify(Question question, Use use) {
    return RecoveryCode.typed(question.typed).isPresent()
        ? verifyRecoveryCode(question, use)
        : verifyCode(question, use);
  }

  /** Verifies a code of an authenticator, and accepts nothing else. */
  Future<CodeVerdict> verifyCode(Question question, Use use) {
    return codeVerdict(question, use).onSuccess(verdict -> count(verdict, Metric.Of.CODE));
  }

  private Future<CodeVerdict> codeVerdict(Question question, Use use) {
    Optional<TypedCode> typed = TypedCode.of(question.typed);
    if (typed.isEmpty()) {
      return Future.succeededFuture(CodeVerdict.of(Verdict.MALFORMED));
    }
    Secret code = typed.get().digits();
    int digits = typed.get().count();
    Guess guess = new Guess(question, clock.instant(), typed, use, true);
    return codes.charge(guess.accountId(), guess.operationId(), guess.now, question.knownBrowser, digits)
        .compose(authenticators -> authenticators.isEmpty()
            ? uncounted(guess, then -> codes.authenticators(guess.accountId(), digits)
                .compose(all -> evaluate(then, code, all)))
            : evaluate(guess, code, authenticators));
  }

  /** Verifies a recovery code, and accepts nothing else. */
  Future<CodeVerdict> verifyRecoveryCode(Question question, Use use) {
    Guess guess = new Guess(question, clock.instant(), Optional.empty(), use, true);
    return RecoveryCode.typed(question.typed)
        .map(code -> verifyRecoveryCode(guess, code))
        .orElseGet(() -> Future.succeededFuture(CodeVerdict.of(Verdict.MALFORMED)))
        .onSuccess(verdict -> count(verdict, Metric.Of.RECOVERY_CODE));
  }

  private void count(CodeVerdict verdict, Metric.Of kind) {
    meters.count(Metric.CODES, verdict.verdict());
    if (verdict.verdict() == Verdict.WAIT) {
      meters.count(Metric.WAITS, kind);
    }
  }

  private Future<CodeVerdict> verifyRecoveryCode(Guess guess, RecoveryCode code) {
    return recoveryCodes.charge(guess.accountId(), guess.operationId(), code, guess.now, guess.question.knownBrowser)
        .compose(candidates -> candidates.isEmpty()
            ? uncounted(guess, then -> recoveryCodes.candidates(guess.accountId(), code)
                .compose(all -> evaluate(then, all)))
            : evaluate(guess, candidates.get()))
        .map(verdict -> verdict.verdict() == Verdict.ACCEPTED ? verdict.byRecoveryCode() : verdict);
  }

  /**
   * Handles a guess that was not counted now. If it was counted before and its node failed before looking at it, it is
   * evaluated as of that time: one guess matches the codes of one moment only, however often and late it is repeated.
   */
  private Future<CodeVerdict> uncounted(Guess guess, Function<Guess, Future<CodeVerdict>> evaluate) {
    Future<PgCodeStore.Standing> found =
        codes.standing(guess.accountId(), guess.operationId(), guess.kind(), guess.question.knownBrowser);
    return found.compose(standing -> {
      if (standing.outcome().isPresent()) {
        return Future.succeededFuture(CodeVerdict.of(standing.outcome().get().verdict()));
      }
      if (standing.digits().isEmpty()) {
        return Future.succeededFuture(CodeVerdict.of(Verdict.NOT_ENROLLED));
      }
      if (standing.chargedAt().isPresent()) {
        Instant then = standing.chargedAt().get();
        return then.plus(LOOKED_AT_WITHIN).isAfter(guess.now)
            ? evaluate.apply(guess.askedAgain(then))
            : Future.succeededFuture(CodeVerdict.of(Verdict.GIVEN_UP));
      }
      if (!guess.fits(standing)) {
        return Future.succeededFuture(CodeVerdict.of(Verdict.MALFORMED));
      }
      return Future.succeededFuture(CodeVerdict.waitFor(standing.freeAt()
          .map(freeAt -> Duration.between(guess.now, freeAt))
          .filter(wait -> wait.compareTo(SHORTEST_WAIT) > 0)
          .orElse(SHORTEST_WAIT)));
    });
  }

  /**
   * Imported keys may differ and make the same codes. Such a code is spent at the same authenticator by all requests,
   * and is spent for all authenticators once it is for one.
   */
  private Future<CodeVerdict> evaluate(Guess guess, Secret code, List<Authenticator> authenticators) {
    UUID authenticatorId = null;
    OptionalLong step = OptionalLong.empty();
    boolean known = false;
    boolean fresh = true;
    for (Authenticator authenticator : authenticators) {
      Authenticator.Match match = authenticator.match(code, guess.now);
      known |= match.known();
      fresh &= !match.known() || match.freshStep().isPresent();
      if (match.freshStep().isPresent()
          && (authenticatorId == null || authenticator.id().compareTo(authenticatorId) < 0)) {
        authenticatorId = authenticator.id();
        step = match.freshStep();
      }
    }
    if (!known) {
      return decided(guess, OperationOutcome.WRONG);
    }
    return fresh ? use(guess, new Proof.Step(authenticatorId, step.orElseThrow())) : spent(guess);
  }

  private Future<CodeVerdict> evaluate(Guess guess, List<PgRecoveryStore.Candidate> candidates) {
    Optional<PgRecoveryStore.Candidate> right =
        candidates.stream().filter(PgRecoveryStore.Candidate::fits).findFirst();
    if (right.isEmpty()) {
      return decided(guess, OperationOutcome.WRONG);
    }
    return right.get().used() ? spent(guess) : use(guess, new Proof.Recovery(right.get().id()));
  }

  private Future<CodeVerdict> use(Guess guess, Proof proof) {
    return guess.use.spend(proof, guess.now)
        .compose(done -> done ? Future.succeededFuture(CodeVerdict.of(Verdict.ACCEPTED)) : spent(guess));
  }

  private Future<CodeVerdict> spent(Guess guess) {
    Future<Void> refunded = guess.charged
        ? codes.refund(guess.accountId(), guess.operationId(), guess.kind())
        : Future.succeededFuture();
    return refunded.compose(done -> decided(guess, OperationOutcome.SPENT));
  }

  /** The verdict that is stored: another one if the same operation was decided in the meantime. */
  private Future<CodeVerdict> decided(Guess guess, OperationOutcome decision) {
    return codes.decide(guess.operationId(), guess.accountId(), decision, guess.now)
        .map(outcome -> CodeVerdict.of(outcome.verdict()));
  }
}
