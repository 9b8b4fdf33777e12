package dev.ally.totp;

import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.embedded.TestDatabase;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.totp.rules.Authenticator;
import dev.ally.totp.rules.TotpKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
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
    return new Authenticator(authenticatorId, new TotpKey(Secret.of(key), TotpKey.Algorithm.SHA1, 6, 30), 0)
        .match(code, now).freshStep().isPresent();
  }

  /**
   * Links an app with other parameters than Ally's own, as an import does.
   *
   * @param algorithm as a key URI names it
   */
  public static void link(
      TestDatabase database, Keyring keyring, UUID accountId, Secret key, String algorithm, int digits,
      int periodSeconds) {
    UUID id = UUID.randomUUID();
    TotpKey totpKey = new TotpKey(key, TotpKey.Algorithm.valueOf(algorithm), digits, periodSeconds);
    Sealed sealed = new SealedKeys(keyring, new SecureRandom()).seal(accountId, id, totpKey);
    database.execute("""
        INSERT INTO totp.authenticator (id, account_id, sealed_key, sealing_key_id, algorithm, digits, period_seconds,
          last_step, confirmed_at, last_used_at, name)
        VALUES ('%s', '%s', decode('%s', 'hex'), '%s', '%s', %d, %d, 0, now(), now(), 'Imported')"""
        .formatted(id, accountId, HexFormat.of().formatHex(sealed.bytes()), sealed.keyId(), algorithm, digits,
            periodSeconds));
  }

  /** A new key, in its row and in its app. */
  public static Linked linked(Keyring keyring, SecureRandom random, UUID accountId, UUID authenticatorId) {
    TotpKey key = TotpKey.generate();
    return new Linked(
        new AuthenticatorApp(key.base32().revealText()),
        new SealedKeys(keyring, random).seal(accountId, authenticatorId, key));
  }
}
