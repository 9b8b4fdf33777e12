package dev.ally.account.signup;

import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.NewAccountRules;
import dev.ally.contract.account.InviteAccount;
import dev.ally.contract.account.NewAccount.Problem;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Set;

/** Makes accounts whose people choose the first password by a link, for the operator. */
public final class InvitationService {
  private final PgAccountStore accounts;
  private final PasswordVerifier passwords;
  private final boolean mailed;
  private final Clock clock;

  /** @param mailed whether a mail server is configured */
  public InvitationService(PgAccountStore accounts, PasswordVerifier passwords, boolean mailed, Clock clock) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.mailed = mailed;
    this.clock = clock;
  }

  public Future<InviteAccount.Answer> invite(InviteAccount question) {
    Set<Problem> problems = NewAccountRules.problemsBeforePassword(
        new NewAccount(question.email(), question.name(), Secret.empty()));
    if (!problems.isEmpty()) {
      return Future.succeededFuture(new InviteAccount.Answer(problems, false));
    }
    return accounts
        .invite(
            question.operationId(), EmailAddress.of(question.email()), NewAccountRules.name(question.name()),
            passwords.hashOfNoPassword(question.operationId()), clock.instant(), mailed)
        .map(made -> made
            ? new InviteAccount.Answer(Set.of(), mailed)
            : new InviteAccount.Answer(Set.of(Problem.EMAIL_TAKEN), false));
  }
}
