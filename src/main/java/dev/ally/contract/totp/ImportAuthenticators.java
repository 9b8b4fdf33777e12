package dev.ally.contract.totp;

import dev.ally.bus.BusOperation;
import dev.ally.bus.Fallback;
import dev.ally.bus.Hop;
import dev.ally.crypto.Secret;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes over authenticators of accounts that are about to be imported, before there are these accounts. Asked again, it
 * does nothing twice, and takes away what was imported for such an account before and is named no more. For the
 * operator alone.
 */
public record ImportAuthenticators(List<Imported> accounts) {
  /** @param uris one {@code otpauth://totp/…} for each authenticator */
  public record Imported(UUID accountId, List<Secret> uris) {
    @Override
    public String toString() {
      return "Imported[" + accountId + "]";
    }
  }

  /** Why no authenticator of an account was taken over. */
  public enum Reason {
    NOT_TOTP, NO_SECRET, SECRET_TOO_SHORT, SECRET_TOO_LONG, ALGORITHM, DIGITS, PERIOD, TOO_MANY, OTHER
  }

  public record Refused(UUID accountId, @Fallback("OTHER") Reason reason) {}

  /** @param imported accounts all of whose authenticators are there */
  public record Answer(Set<UUID> imported, List<Refused> refused) {}

  public static final BusOperation<ImportAuthenticators, Answer> OPERATION =
      BusOperation.of("totp.import.v1", Hop.UPKEEP, ImportAuthenticators.class, Answer.class);
}
