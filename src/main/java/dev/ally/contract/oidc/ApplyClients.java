package dev.ally.contract.oidc;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.List;
import java.util.UUID;

/**
 * Makes the registry of clients what a file says; for the operator alone. A file with a mistake changes nothing.
 *
 * @param file the JSON array of clients
 * @param prune whether clients that the file does not name are removed
 */
public record ApplyClients(UUID operationId, String file, boolean prune) {
  public enum Change {
    CREATED,
    CHANGED,
    UNCHANGED,
    REMOVED
  }

  /** @param secret of a new confidential client; empty otherwise */
  public record Applied(@Fallback("UNCHANGED") Change change, String clientId, Secret secret) {}

  /** @param mistakes each with its line; where there is one, nothing was applied */
  public record Answer(List<Applied> applied, List<String> mistakes) {
    public Answer {
      applied = List.copyOf(applied);
      mistakes = List.copyOf(mistakes);
    }
  }

  public static final BusOperation<ApplyClients, Answer> OPERATION =
      BusOperation.of("oidc.clients.apply.v1", Hop.UPKEEP, ApplyClients.class, Answer.class);
}
