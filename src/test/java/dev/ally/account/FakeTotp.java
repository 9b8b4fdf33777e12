package dev.ally.account;

import static dev.ally.harness.Answers.answer;

import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.PendingKey;
import dev.ally.contract.totp.BeginEnrolment;
import dev.ally.contract.totp.BeginFurtherEnrolment;
import dev.ally.contract.totp.CancelEnrolment;
import dev.ally.contract.totp.CodeVerdict.Verdict;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.ConfirmEnrolment;
import dev.ally.contract.totp.ExportAuthenticators;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.FindEnrolled;
import dev.ally.contract.totp.ForgetAccount;
import dev.ally.contract.totp.GrantFreshGuesses;
import dev.ally.contract.totp.ImportAuthenticators;
import dev.ally.contract.totp.RemoveAuthenticator;
import dev.ally.contract.totp.RemoveAuthenticators;
import dev.ally.contract.totp.RenameAuthenticator;
import dev.ally.contract.totp.RenewRecoveryCodes;
import dev.ally.contract.totp.ResetAuthenticators;
import dev.ally.contract.totp.SettleOperation;
import dev.ally.contract.totp.ShowEnrolment;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A {@code totp} in which {@value #RIGHT} is every authenticator's code, any number of times. */
public final class FakeTotp {
  public static final String RIGHT = "111111";
  /** Every account's recovery code, any number of times. */
  public static final String RECOVERY = "AAAAA-AAAAA-AAAAA-AAAAA";
  /** So many work of an account that is enrolled; nobody has confirmed them as saved. */
  public static final int RECOVERY_CODES = 7;

  public final Set<UUID> enrolled = ConcurrentHashMap.newKeySet();
  /** The keys of imported authenticators, by account. */
  public final Map<UUID, List<Secret>> uris = new ConcurrentHashMap<>();
  final Map<UUID, PendingKey> pendingBySession = new ConcurrentHashMap<>();
  final Set<UUID> done = ConcurrentHashMap.newKeySet();
  final Set<UUID> givenUp = ConcurrentHashMap.newKeySet();
  /** Accounts that were given fresh guesses. */
  public final Set<UUID> granted = ConcurrentHashMap.newKeySet();
  /** Accounts at whose codes an attacker guessed at a browser that the account knows. */
  public final Set<UUID> atKnownBrowser = ConcurrentHashMap.newKeySet();
  /** Accounts whose budget of codes is used up. */
  public final Set<UUID> guessedAt = ConcurrentHashMap.newKeySet();
  /** Does what it is asked and then says nothing, as if its node were killed. */
  public volatile boolean losesAnswers;
  /** What happens to an account after it was looked whether it needs a code, or at its code, and before that is said. */
  public volatile Function<UUID, Future<?>> meanwhile = accountId -> Future.succeededFuture();

  private final List<Future<Bus.Served>> served = new ArrayList<>();

  public void serve(EventBus bus) {
    served.clear();
    serve(bus, FindAuthenticators.OPERATION, q -> late(q.accountId(), new FindAuthenticators.Answer(
        enrolled.contains(q.accountId()) ? 1 : 0, Optional.of(Instant.EPOCH), Optional.of(Instant.EPOCH),
        List.of(new LinkedAuthenticator(new UUID(0, 1), "", Instant.EPOCH, Instant.EPOCH, 6)),
        enrolled.contains(q.accountId()) ? RECOVERY_CODES : 0, enrolled.contains(q.accountId()))));
    serve(bus, FindEnrolled.OPERATION, q -> Future.succeededFuture(new FindEnrolled.Answer(
        q.accountIds().stream().filter(enrolled::contains).collect(Collectors.toSet()))));
    serve(bus, ImportAuthenticators.OPERATION, q -> {
      // Before anybody sees that it was done.
      Future<ImportAuthenticators.Answer> answer = answered(new ImportAuthenticators.Answer(
          q.accounts().stream().map(ImportAuthenticators.Imported::accountId).collect(Collectors.toSet()), List.of()));
      q.accounts().forEach(one -> {
        enrolled.add(one.accountId());
        uris.put(one.accountId(), one.uris());
      });
      return answer;
    });
    serve(bus, ExportAuthenticators.OPERATION, q -> Future.succeededFuture(new ExportAuthenticators.Answer(
        q.accountIds().stream().filter(uris::containsKey)
            .map(id -> new ExportAuthenticators.Exported(id, uris.get(id))).toList())));
    serve(bus, BeginEnrolment.OPERATION, q -> Future.succeededFuture(
        pendingBySession.computeIfAbsent(q.sessionId(), id ->
            new PendingKey(UUID.randomUUID(), Secret.of("GEZDGNBV"), "SHA1", 6, 30, 0, PendingKey.Purpose.FIRST))));
    serve(bus, ShowEnrolment.OPERATION, q -> Future.succeededFuture(
        new ShowEnrolment.Answer(Optional.ofNullable(pendingBySession.get(q.sessionId())))));
    serve(bus, CancelEnrolment.OPERATION, q -> {
      pendingBySession.remove(q.sessionId());
      return Future.succeededFuture(new CancelEnrolment.Answer());
    });
    serve(bus, ConfirmEnrolment.OPERATION, q -> answered(new Confirmation(q).answer()));
    serve(bus, VerifyCode.OPERATION, q -> {
      if (q.knownBrowser()) {
        atKnownBrowser.add(q.accountId());
      }
      return answered(verdict(q.accountId(), q.code())).compose(verdict -> late(q.accountId(), verdict));
    });
    serve(bus, RemoveAuthenticators.OPERATION, q -> answered(remove(q)));
    serve(bus, RenewRecoveryCodes.OPERATION, q -> answered(change(q.operationId(), q.accountId(), q.code())));
    serve(bus, RenameAuthenticator.OPERATION, q -> answered(
        new RenameAuthenticator.Answer(enrolled.contains(q.accountId()))));
    serve(bus, RemoveAuthenticator.OPERATION, q -> answered(change(q.operationId(), q.accountId(), q.code())));
    serve(bus, BeginFurtherEnrolment.OPERATION, q -> {
      CodeVerdict verdict = q.recovered() && q.replaces().isPresent()
          ? CodeVerdict.of(Verdict.ACCEPTED) : change(q.operationId(), q.accountId(), q.code());
      if (verdict.verdict() == Verdict.ACCEPTED) {
        pendingBySession.put(q.sessionId(), new PendingKey(
            UUID.randomUUID(), Secret.of("GEZDGNBV"), "SHA1", 6, 30, 0,
            q.replaces().isPresent() ? PendingKey.Purpose.REPLACE : PendingKey.Purpose.ADD));
      }
      return answered(verdict);
    });
    serve(bus, ResetAuthenticators.OPERATION, q -> answered(new ResetAuthenticators.Answer(
        q.guessedSince().isPresent() && guessedAt.contains(q.accountId())
            ? ResetAuthenticators.Outcome.GUESSED_AT
            : enrolled.remove(q.accountId()) && done.add(q.operationId())
            ? ResetAuthenticators.Outcome.REMOVED
            : ResetAuthenticators.Outcome.NOT_ENROLLED)));
    serve(bus, GrantFreshGuesses.OPERATION, q -> {
      granted.add(q.accountId());
      return answered(new GrantFreshGuesses.Answer(true));
    });
    serve(bus, ForgetAccount.OPERATION, q -> {
      enrolled.remove(q.accountId());
      return answered(new ForgetAccount.Answer(true));
    });
    serve(bus, SettleOperation.OPERATION, q -> {
      if (!done.contains(q.operationId())) {
        givenUp.add(q.operationId());
      }
      return Future.succeededFuture(new SettleOperation.Answer(done.contains(q.operationId()), false));
    });
  }

  public void leave() {
    served.forEach(one -> answer(one).unregister());
    served.clear();
  }

  private final class Confirmation {
    private final ConfirmEnrolment question;

    Confirmation(ConfirmEnrolment question) {
      this.question = question;
    }

    ConfirmEnrolment.Answer answer() {
      if (givenUp.contains(question.operationId())) {
        return ConfirmEnrolment.Answer.of(ConfirmEnrolment.Outcome.GIVEN_UP);
      }
      if (!question.code().equals(Secret.of(RIGHT))) {
        return ConfirmEnrolment.Answer.of(ConfirmEnrolment.Outcome.WRONG);
      }
      done.add(question.operationId());
      enrolled.add(question.accountId());
      pendingBySession.remove(question.sessionId());
      return ConfirmEnrolment.Answer.of(ConfirmEnrolment.Outcome.CONFIRMED);
    }
  }

  private CodeVerdict change(UUID operationId, UUID accountId, Secret code) {
    CodeVerdict verdict = verdict(accountId, code);
    if (verdict.verdict() == Verdict.ACCEPTED) {
      done.add(operationId);
    }
    return verdict;
  }

  private CodeVerdict verdict(UUID accountId, Secret code) {
    if (enrolled.contains(accountId) && code.equals(Secret.of(RECOVERY))) {
      return CodeVerdict.of(Verdict.ACCEPTED).byRecoveryCode();
    }
    return CodeVerdict.of(!enrolled.contains(accountId) ? Verdict.NOT_ENROLLED
        : code.equals(Secret.of(RIGHT)) ? Verdict.ACCEPTED
        : Verdict.WRONG);
  }

  private CodeVerdict remove(RemoveAuthenticators question) {
    CodeVerdict verdict = verdict(question.accountId(), question.code());
    if (verdict.verdict() == Verdict.ACCEPTED) {
      done.add(question.operationId());
      enrolled.remove(question.accountId());
    }
    return verdict;
  }

  private <T> Future<T> answered(T answer) {
    return losesAnswers ? Future.future(never -> {}) : Future.succeededFuture(answer);
  }

  private <T> Future<T> late(UUID accountId, T answer) {
    return meanwhile.apply(accountId).map(answer);
  }

  private <Q, A> void serve(EventBus bus, BusOperation<Q, A> operation, Function<Q, Future<A>> service) {
    served.add(operation.serve(bus, service));
  }
}
