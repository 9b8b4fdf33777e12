package dev.ally.contract;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.bus.Required;
import java.util.Optional;
import java.util.UUID;

/**
 * Seals some of the older rows under the key that seals now; for the operator alone. Asked again with what the answer
 * names, until it names nothing; whatever was done before an end stays done.
 *
 * @param after goes on behind this row
 */
public record Reseal(UUID after) {
  /** Before the first row. */
  public static final UUID START = new UUID(0, 0);

  /**
   * @param resealed how many rows now are
   * @param broken how many do not open under any key: another program wrote them, or their key is lost
   * @param next where to go on; empty: that was all
   */
  public record Answer(int resealed, int broken, @Required Optional<UUID> next) {}

  public static final BusOperation<Reseal, Answer> OF_ACCOUNT = operation("account.reseal.v1");
  public static final BusOperation<Reseal, Answer> OF_TOTP = operation("totp.reseal.v1");
  public static final BusOperation<Reseal, Answer> OF_OIDC = operation("oidc.reseal.v1");

  private static BusOperation<Reseal, Answer> operation(String address) {
    return BusOperation.of(address, Hop.UPKEEP, Reseal.class, Answer.class);
  }
}
