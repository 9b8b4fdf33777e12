package dev.ally.account;

import dev.ally.account.password.NewPasswords;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.bus.Bus;
import dev.ally.bus.RehearsalBus;
import dev.ally.bus.Rounds;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.totp.CodeVerdict;
import dev.ally.contract.totp.FindAuthenticators;
import dev.ally.contract.totp.VerifyCode;
import dev.ally.crypto.Secret;
import dev.ally.database.Rehearsal;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Logs in somebody who does not exist, again and again, before anyone is served: so the code is compiled, and statements,
 * hashes and {@code totp} have been used. Nothing of it is kept.
 */
final class AccountRehearsal {
  /** {@code totp} knows no such account; here it has an authenticator, so that the second step is run as well. */
  private static final FindAuthenticators.Answer ENROLLED =
      new FindAuthenticators.Answer(1, Optional.of(Instant.EPOCH), Optional.of(Instant.EPOCH), List.of(), 0, false);
  private static final CodeVerdict ACCEPTED = CodeVerdict.of(CodeVerdict.Verdict.ACCEPTED);

  private final AccountOperations.Parts parts;
  private final NewPasswords newPasswords;
  private final Function<Pool, PasswordVerifier> quick;
  private final RehearsalBus bus;

  /** @param quick verifies passwords on a pool, with hashes that cost little */
  AccountRehearsal(AccountOperations.Parts parts, NewPasswords newPasswords, Function<Pool, PasswordVerifier> quick) {
    this.parts = parts;
    this.newPasswords = newPasswords;
    this.quick = quick;
    this.bus = new RehearsalBus(parts.bus());
  }

  Future<Void> run() {
    return Rehearsal.of(parts.pool(), pool -> totp(parts.bus())
        .compose(served -> new AccountOperations(parts.with(pool, bus), newPasswords, quick.apply(pool)).serve())
        .compose(served -> Rounds.of(this::round)));
  }

  private Future<?> totp(Bus real) {
    return Future.all(
        FindAuthenticators.OPERATION.serve(bus, question ->
            FindAuthenticators.OPERATION.ask(real, question).map(none -> ENROLLED)),
        VerifyCode.OPERATION.serve(bus, question ->
            VerifyCode.OPERATION.ask(real, question).map(notEnrolled -> ACCEPTED)));
  }

  private Future<?> round() {
    String email = id() + "@example.org";
    Secret password = token();
    RequestInfo requestInfo = new RequestInfo("192.0.2.1", "", token(), token(), "en");
    Secret pending = token();
    Secret session = token();
    return CreateAccount.OPERATION.ask(bus, new CreateAccount(id(), new NewAccount(email, "Ada", password)))
        .compose(made -> LogIn.OPERATION.ask(
            bus, new LogIn(id(), email, password, requestInfo, pending, Secret.empty())))
        .compose(asked -> FindPendingLogin.OPERATION.ask(bus, new FindPendingLogin(pending)))
        .compose(found -> LogInWithCode.OPERATION.ask(
            bus, new LogInWithCode(id(), pending, Secret.of("000000"), requestInfo, session, Secret.empty())))
        .compose(opened -> FindSession.OPERATION.ask(bus, new FindSession(session)));
  }

  private UUID id() {
    return new UUID(parts.random().nextLong(), parts.random().nextLong());
  }

  private Secret token() {
    return Secret.token(parts.random());
  }
}
