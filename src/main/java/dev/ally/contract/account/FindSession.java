package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.Optional;

/** Whose session is this? Being asked lets it live on. */
public record FindSession(Secret session) {
  /**
   * @param person empty when there is no such session, or it has ended, or is held
   * @param held whose session it is, where it is held: its account needs a second factor, and none was given in it. It
   *     reaches what links one, and nothing else.
   */
  public record Answer(Optional<Person> person, Optional<Person> held) {
    public Answer(Optional<Person> person) {
      this(person, Optional.empty());
    }
  }

  public static final BusOperation<FindSession, Answer> OPERATION =
      BusOperation.of("account.session.v1", Hop.WEB_TO_ACCOUNT, FindSession.class, Answer.class);
}
