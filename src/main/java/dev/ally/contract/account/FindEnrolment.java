package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.contract.PendingKey;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.Optional;

/** The key that this session is linking an app with. */
public record FindEnrolment(Secret session) {
  /**
   * @param issuer the name that the app shows
   * @param serverTime for those whose codes are refused because a clock is off
   */
  public record Link(@Required Person person, @Required PendingKey pending, String issuer, Instant serverTime) {}

  /**
   * @param person empty when there is no such session
   * @param link empty when that session links nothing now
   */
  public record Answer(Optional<Person> person, Optional<Link> link) {}

  public static final BusOperation<FindEnrolment, Answer> OPERATION =
      BusOperation.of("account.link.show.v1", Hop.WEB_TO_ACCOUNT, FindEnrolment.class, Answer.class);
}
