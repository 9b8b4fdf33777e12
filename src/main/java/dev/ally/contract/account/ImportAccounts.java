package dev.ally.contract.account;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.List;
import java.util.UUID;

/**
 * Makes accounts of some lines of a file. Asked again, it makes none twice, and counts those that it made before as
 * made. For the operator alone.
 *
 * @param operationId names the question, so that asking again has the same answer
 * @param lines each as {@code src/docs/accounts.md} says
 */
public record ImportAccounts(UUID operationId, List<Line> lines) {
  /** @param number of the line in its file */
  public record Line(int number, Secret line) {}

  /** @param reason for a person to read; holds no secret */
  public record Refused(int number, String reason) {}

  /**
   * @param imported how many accounts were made
   * @param existing how many lines have an address that had an account already
   * @param refused lines that were skipped
   * @param busy whether people log in meanwhile, to whom an import yields
   */
  public record Answer(int imported, int existing, List<Refused> refused, boolean busy) {}

  public static final BusOperation<ImportAccounts, Answer> OPERATION =
      BusOperation.of("account.import.v1", Hop.UPKEEP, ImportAccounts.class, Answer.class);
}
