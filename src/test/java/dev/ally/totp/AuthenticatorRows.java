package dev.ally.totp;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.totp.rules.Authenticator;
import dev.ally.totp.rules.TotpKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** The contents of an authenticator's row, to write thousands of them without asking for each. */
public final class AuthenticatorRows {
  private AuthenticatorRows() {}

  /** @param sealedKey as the row holds it */
  public record Linked(AuthenticatorApp app, Sealed sealedKey) {}

  /** Whether an authenticator's row, its key opened and the codes of now computed, takes this code. */
  public static boolean takes(
      Keyring keyring, Sealed sealedKey, UUID accountId, UUID authenticatorId, Secret code, Instant now) {
    byte[] key = keyring.open(sealedKey, SealedKeys.owner(accountId, authenticatorId));
    return new Authenticator(authenticatorId, new TotpKey(Secret.of(key), TotpKey.DIGITS, TotpKey.PERIOD_SECONDS), 0)
        .match(code, now).freshStep().isPresent();
  }

  /** A new key, in its row and in its app. */
  public static Linked linked(Keyring keyring, SecureRandom random, UUID accountId, UUID authenticatorId) {
    TotpKey key = TotpKey.generate();
    return new Linked(
        new AuthenticatorApp(key.base32().revealText()),
        new SealedKeys(keyring, random).seal(accountId, authenticatorId, key));
  }
}
