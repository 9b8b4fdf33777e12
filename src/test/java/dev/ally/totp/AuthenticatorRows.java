package dev.ally.totp;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.harness.PhoneApp;
import java.security.SecureRandom;
import java.util.UUID;

/** What stands in the row of an authenticator, for whoever writes thousands of them without asking for each. */
public final class AuthenticatorRows {
  private AuthenticatorRows() {}

  /** @param sealedKey as the row holds it */
  public record Linked(PhoneApp app, Sealed sealedKey) {}

  /** A new key, in its row and in its app. */
  public static Linked linked(Keyring keyring, SecureRandom random, UUID accountId, UUID authenticatorId) {
    TotpKey key = TotpKey.generate();
    return new Linked(
        new PhoneApp(key.base32().revealText()),
        new SealedKeys(keyring, random).seal(accountId, authenticatorId, key));
  }
}
