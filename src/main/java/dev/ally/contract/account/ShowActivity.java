package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What has happened to the account of the person whose session this is?
 *
 * @param before only what is older than the event of this id; 0: from the newest on
 */
public record ShowActivity(Secret session, long before) {
  /**
   * Something that happened.
   *
   * @param id greater for what happened later
   * @param address from which it was done; empty where nobody's browser did it
   * @param userAgent what that browser called itself
   * @param detail the name of the application or group that it is about; mostly empty
   */
  public record Event(
      long id, Instant at, @Fallback("OTHER") ActivityKind kind, String address, String userAgent, String detail) {
    /** Something that is about no application or group. */
    public Event(long id, Instant at, ActivityKind kind, String address, String userAgent) {
      this(id, at, kind, address, userAgent, "");
    }
  }

  /**
   * A page of it.
   *
   * @param events the newest first
   * @param more whether there are older ones
   */
  public record Activity(@Required Person person, List<Event> events, boolean more) {}

  /** @param activity empty when there is no such session */
  public record Answer(Optional<Activity> activity) {}

  public static final BusOperation<ShowActivity, Answer> OPERATION =
      BusOperation.of("account.activity.v1", Hop.WEB_TO_ACCOUNT, ShowActivity.class, Answer.class);
}
