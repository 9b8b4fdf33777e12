package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.List;
import java.util.UUID;

/** The keys of these accounts' authenticators; for the operator's sealed export alone, within one process. */
public record ExportAuthenticators(List<UUID> accountIds) {
  /** @param uris one {@code otpauth://totp/…} for each authenticator, the oldest first */
  public record Exported(UUID accountId, List<Secret> uris) {
    @Override
    public String toString() {
      return "Exported[" + accountId + "]";
    }
  }

  /** @param accounts those that have an authenticator */
  public record Answer(List<Exported> accounts) {}

  public static final BusOperation<ExportAuthenticators, Answer> OPERATION =
      BusOperation.of("totp.export.v1", Hop.UPKEEP, ExportAuthenticators.class, Answer.class);
}
