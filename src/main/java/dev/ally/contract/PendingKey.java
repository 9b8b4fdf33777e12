package dev.ally.contract;

import dev.ally.bus.Fallback;
import dev.ally.crypto.Secret;
import java.util.UUID;

/**
 * A key that waits to be confirmed, on its one way from {@code totp} to the page that shows it.
 *
 * @param id names this exact key; the confirming form carries it
 * @param key in base32 without padding (RFC 4648 §6)
 * @param misses how many codes were wrong for it so far
 * @param purpose what it becomes when it is confirmed
 */
public record PendingKey(
    UUID id, Secret key, @Fallback("SHA1") String algorithm, @Fallback("6") int digits,
    @Fallback("30") int periodSeconds, int misses, @Fallback("FIRST") Purpose purpose) {
  public enum Purpose {
    /** The account's first authenticator: two-factor is turned on. */
    FIRST,
    /** One more. */
    ADD,
    /** One in the place of another. */
    REPLACE
  }
}
