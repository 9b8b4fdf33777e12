package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What has ended since the last question, the oldest first. Endings are kept for two days.
 *
 * @param after the last one that is known; 0: none
 */
public record ListEndings(long after) {
  public enum Kind {
    /** One session: by logging out, from the list of sessions, by a new password or a change of the second factor. */
    SESSION,
    /** All of the account, for a lock. */
    LOCKED,
    /** All of the account, which is no more. */
    DELETED,
    /** All that applications were given, for a new password; sessions that ended by it have endings of their own. */
    PASSWORD
  }

  /** @param sid of the session; empty where the kind is not SESSION */
  public record Ending(long id, UUID accountId, Optional<UUID> sid, @Fallback("SESSION") Kind kind) {}

  public record Answer(List<Ending> endings) {
    public Answer {
      endings = List.copyOf(endings);
    }
  }

  public static final BusOperation<ListEndings, Answer> OPERATION =
      BusOperation.of("account.endings.v1", Hop.OIDC_TO_ACCOUNT, ListEndings.class, Answer.class);
}
