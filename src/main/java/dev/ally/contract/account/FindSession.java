package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.Optional;

/** Whose session is this? Being asked lets it live on. */
public record FindSession(Secret session) {
  /** @param person empty when there is no such session, or it has ended */
  public record Answer(Optional<Person> person) {}

  public static final BusOperation<FindSession, Answer> OPERATION =
      BusOperation.of("account.session.v1", Hop.WEB_TO_ACCOUNT, FindSession.class, Answer.class);
}
