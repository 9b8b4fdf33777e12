package dev.ally.account.application;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.FindStanding.Standing;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.ListEndings.Ending;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.VouchForSession;
import dev.ally.crypto.Secret;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What {@code web} and {@code oidc} ask, in few words. */
record Asked(AccountFixture ally) {
  Optional<Secret> vouch(Secret session) {
    return ally.ask(VouchForSession.OPERATION, new VouchForSession(session)).voucher();
  }

  Optional<Login> find(Secret voucher) {
    return ally.ask(FindLogin.OPERATION, new FindLogin(voucher)).login();
  }

  Login login(Secret session) {
    return find(vouch(session).orElseThrow()).orElseThrow();
  }

  UUID sid(Secret session) {
    return login(session).sid();
  }

  Optional<Standing> standing(UUID accountId, Optional<UUID> sid, boolean used) {
    return ally.ask(FindStanding.OPERATION, new FindStanding(accountId, sid, used)).standing();
  }

  /** That of a session, without use of it. */
  Optional<Standing> standing(Login login) {
    return standing(login.accountId(), Optional.of(login.sid()), false);
  }

  List<Ending> endings(long after) {
    return ally.ask(ListEndings.OPERATION, new ListEndings(after)).endings();
  }

  /** Those of one account. */
  List<Ending> endingsOf(UUID accountId) {
    return endings(0).stream().filter(ending -> ending.accountId().equals(accountId)).toList();
  }

  /** A session that takes the place of an older one in the same browser, without a second factor. */
  Secret again(String email, Secret oldSession) {
    Secret token = Secret.token(RANDOM);
    ally.logIn(email, PASSWORD, requestInfo(), token, oldSession);
    return token;
  }

  /** A login with the right password in the place of an older session, which waits for its code. */
  Secret pendingAgain(String email, Secret oldSession) {
    return again(email, oldSession);
  }

  Secret code(Secret pendingLogin, String code, Secret oldSession) {
    Secret token = Secret.token(RANDOM);
    LogInWithCode.Result result = ally.ask(LogInWithCode.OPERATION, new LogInWithCode(
        UUID.randomUUID(), pendingLogin, Secret.of(code), requestInfo(), token, oldSession)).outcome();
    if (result != LogInWithCode.Outcome.SIGNED_IN) {
      throw new AssertionError(result);
    }
    return token;
  }

  void logOut(Secret session, Secret pendingLogin) {
    ally.ask(LogOut.OPERATION, new LogOut(session, pendingLogin));
  }
}
