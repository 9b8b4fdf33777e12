package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Whose session is it that this voucher stands for, and how was it logged in to? */
public record FindLogin(Secret voucher) {
  /**
   * @param sid the session, as applications know it; a login again with the same account in the same browser keeps it
   * @param login one login; a login again has another
   * @param at when the person logged in with all factors ({@code auth_time})
   * @param secondFactor whether a code was asked for and given, at the login or at an enrolment in this session
   * @param generation counts what ends all that applications were given: a lock, a new password
   */
  public record Login(
      UUID accountId, UUID sid, UUID login, Instant at, boolean secondFactor, int generation, AccountClaims claims) {}

  /** @param login empty: the voucher is none, or is too old, or the session has ended */
  public record Answer(Optional<Login> login) {}

  public static final BusOperation<FindLogin, Answer> OPERATION =
      BusOperation.of("account.session.login.v1", Hop.OIDC_TO_ACCOUNT, FindLogin.class, Answer.class);
}
