package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Json;
import dev.ally.bus.Required;
import dev.ally.crypto.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Where is the person logged in whose session this is? */
public record ShowSessions(Secret session) {
  /**
   * A session that is open.
   *
   * @param id by which it can be ended; opens nothing
   * @param address from which it was opened
   * @param userAgent what its browser called itself then
   * @param lastSeen at most a minute before it was used last
   * @param asking whether it is the one that asks
   */
  public record Open(UUID id, String address, String userAgent, Instant since, Instant lastSeen, boolean asking) {}

  /** @param sessions the asking one first, then the last used; no more than a page can hold */
  public record Sessions(@Required Person person, @Json("open") List<Open> sessions) {}

  /** @param sessions empty when there is no such session */
  public record Answer(Optional<Sessions> sessions) {}

  public static final BusOperation<ShowSessions, Answer> OPERATION =
      BusOperation.of("account.sessions.v1", Hop.WEB_TO_ACCOUNT, ShowSessions.class, Answer.class);
}
